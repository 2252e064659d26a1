// Proves that both languages say the same things with the same values, in every area. That no Korean key is missing the compiler proves.
import { describe, expect, it } from 'vitest'
import { refusals } from './areas/refusals'
import { catalogue, languageFor } from './catalogue'
import { errorSentence, refusalSentence } from './refusalSentence'
import { createText, type TextKey } from './text'

type Sentences = Record<string, unknown>

function placeholders(sentence: string): string[] {
  return [...new Set([...sentence.matchAll(/\{\{\s*([^}\s]+)\s*\}\}/g)].map((match) => match[1] ?? ''))].toSorted()
}

const areas = Object.keys(catalogue.en)
const sentences = areas.flatMap((area) =>
  Object.entries(catalogue.en[area] as Sentences).map(([key, english]) => ({
    name: `${area}:${key}`,
    key,
    english,
    korean: (catalogue.ko[area] as Sentences)[key],
  })),
)

describe('the catalogue', () => {
  it('holds flat areas of sentences, for keys are never split at a dot', () => {
    expect(sentences.length).toBeGreaterThan(100)
    expect(sentences.filter(({ english }) => typeof english !== 'string').map(({ name }) => name)).toEqual([])
  })

  it('says everything in Korean but the English singular', () => {
    const missing = sentences.filter(({ key, korean }) => !key.endsWith('_one') && typeof korean !== 'string')
    expect(missing.map(({ name }) => name)).toEqual([])
    const extra = areas.flatMap((area) =>
      Object.keys(catalogue.ko[area] as Sentences).filter(
        (key) => !Object.hasOwn(catalogue.en[area] as Sentences, key),
      ),
    )
    expect(extra).toEqual([])
  })

  it('has the same values in both languages', () => {
    const different = sentences
      .filter(({ korean }) => typeof korean === 'string')
      .filter(({ english, korean }) => placeholders(String(english)).join() !== placeholders(String(korean)).join())
      .map(
        ({ name, english, korean }) =>
          `${name}: ${placeholders(String(english)).join()} ≠ ${placeholders(String(korean)).join()}`,
      )
    expect(different).toEqual([])
  })

  it('has an _other for every _one', () => {
    const lonely = sentences
      .filter(({ key }) => key.endsWith('_one'))
      .filter(({ name }) => !sentences.some((other) => other.name === name.replace(/_one$/, '_other')))
    expect(lonely.map(({ name }) => name)).toEqual([])
  })

  it('leaves no sentence empty, untrimmed or apologetic (product 4.7)', () => {
    const bad = sentences
      .flatMap(({ name, english, korean }) => [
        `${name} ${String(english)}`,
        `${name} ${typeof korean === 'string' ? korean : '-'}`,
      ])
      .filter((line) => /\s$|\s\s|unknown error|something went wrong|see below/i.test(line))
    expect(bad).toEqual([])
  })

  it('is found by its keys in both languages, dots and plurals included', () => {
    const en = createText('en')
    const ko = createText('ko')
    expect(en('kinds:feed.sync')).toBe('Sync')
    expect(ko('kinds:feed.sync')).toBe('동기화')
    expect(en('tray:status_problems', { count: 1 })).toBe('1 problem')
    expect(en('tray:status_problems', { count: 2 })).toBe('2 problems')
    expect(ko('tray:status_problems', { count: 1 })).toBe('문제 1개')
    const fixed = sentences.filter(({ english }) => placeholders(String(english)).length === 0)
    for (const { name, english } of fixed) expect(en(name as TextKey)).toBe(english)
  })

  it('follows the system unless a language was chosen', () => {
    expect(languageFor('system', 'ko-KR')).toBe('ko')
    expect(languageFor('system', 'KO')).toBe('ko')
    expect(languageFor('system', 'fr-FR')).toBe('en')
    expect(languageFor('en', 'ko-KR')).toBe('en')
  })
})

describe('the sentence of a refusal', () => {
  const en = createText('en')
  const ko = createText('ko')

  it('is its own in both languages', () => {
    expect(refusalSentence({ code: 'source_not_found', message: 'No such source.' }, en)).toBe(
      refusals.en.source_not_found,
    )
    expect(refusalSentence({ code: 'source_not_found', message: 'No such source.' }, ko)).toBe(
      refusals.ko.source_not_found,
    )
  })

  it('names the hold that cannot be overridden', () => {
    expect(refusalSentence({ code: 'paused_by_user', message: 'x' }, en)).toBe('Not started. Paused by you.')
  })

  it('keeps the message of a code that nobody has translated, and no prototype is a code', () => {
    expect(refusalSentence({ code: 'brand_new', message: 'It is full.' }, en)).toContain('It is full.')
    expect(refusalSentence({ code: 'constructor', message: 'It is full.' }, en)).toContain('It is full.')
    expect(errorSentence({ code: 'brand_new', message: 'It is full.' }, ko)).toBe('It is full.')
  })

  it('of an expired sign-in is the one of its reason', () => {
    expect(errorSentence({ code: 'auth_required', message: '401' }, en)).toBe('Needs you to sign in. Nothing was lost.')
  })
})
