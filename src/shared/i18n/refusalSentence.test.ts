// Proves which words a code gets where it means one thing as a refusal and another as the error of a run, and that the words keep to
// product 4.7. That every code has words is testing/codes.test.ts's.
import { describe, expect, it } from 'vitest'
import { refusals } from './areas/refusals'
import { runErrors } from './areas/runErrors'
import { languages } from './catalogue'
import { errorSentence, refusalSentence } from './refusalSentence'
import { createText } from './text'

const en = createText('en')
const coded = (code: string): { code: string; message: string } => ({ code, message: 'x' })

describe('a code that is a refusal and the error of a run', () => {
  it.each(['timed_out', 'too_large', 'not_json', 'invalid_input', 'bad_input', 'merge_failed', 'no_hello'])(
    'says of %s what it means there',
    (code) => {
      for (const text of languages.map(createText)) {
        expect(errorSentence(coded(code), text)).not.toBe(refusalSentence(coded(code), text))
      }
    },
  )

  it('is said with the words of the refusal where a run has none of its own', () => {
    expect(errorSentence(coded('source_not_found'), en)).toBe(refusals.en.source_not_found)
  })

  it('is not a refusal where only runs have it', () => {
    expect(refusalSentence(coded('worker_died'), en)).toBe('Not done, and nothing was changed: x')
  })

  it('says why the app could not start (F62, F63)', () => {
    expect(errorSentence(coded('newer_schema'), createText('ko'))).toBe(refusals.ko.newer_schema)
  })
})

describe('the words of a code', () => {
  const english = Object.entries({ ...refusals.en, ...runErrors.en }).filter(([code]) => code !== 'other')
  const korean = Object.entries({ ...refusals.ko, ...runErrors.ko }).filter(([code]) => code !== 'other')

  it('are whole sentences', () => {
    expect(english.filter(([, words]) => !/^[^a-z]/.test(words))).toEqual([])
    expect([...english, ...korean].filter(([, words]) => !words.endsWith('.'))).toEqual([])
  })

  it('name no exception, no code and nothing of the machinery', () => {
    const machinery = /exception|undefined|null|errno|stack|SQL|[A-Z]{2,}_|\b\w+_\w+\b|오류|예외/i
    expect([...english, ...korean].filter(([, words]) => machinery.test(words))).toEqual([])
  })

  it('say of a run what became of the data, or what happens next', () => {
    const after =
      /kept|lost|not stored|still here|nothing was|was not|not run|tried again|read again|asked again|sent again|not deleted|sent to it/i
    expect(Object.entries(runErrors.en).filter(([, words]) => !after.test(words))).toEqual([])
  })
})
