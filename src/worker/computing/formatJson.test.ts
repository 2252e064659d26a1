// JSON set out over lines: as JSON.stringify would, with every token as it was written.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatJson, layOut, MOST_FORMATTED } from './formatJson'

const signal = new AbortController().signal
const MOST = 4_000_000

describe('a JSON text', () => {
  it('is set out as JSON.stringify does it, however it was spaced', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 1, '\t', '   '), (value, indent) => {
        const text = ` \n${JSON.stringify(value, null, indent)}\r\n`
        expect(layOut(text, MOST)).toEqual({ text: JSON.stringify(value, null, 2), isCut: false })
      }),
      { numRuns: 1_000 },
    )
  })

  it('keeps digits, escapes and repeated names as they were written', () => {
    const { text } = layOut('{"n":1.50,"n":12345678901234567890,"e":"\\u00e9\\\\","x":[ ],"y":{ }}', MOST)
    expect(text).toBe('{\n  "n": 1.50,\n  "n": 12345678901234567890,\n  "e": "\\u00e9\\\\",\n  "x": [],\n  "y": {}\n}')
  })

  it('is cut at the size asked for, never inside a character', () => {
    expect(layOut('[1,2,3]', 7)).toEqual({ text: '[\n  1,\n', isCut: true })
    expect(layOut(`"${'x'.repeat(50)}"`, 10)).toEqual({ text: '"xxxxxxxxx', isCut: true })
    expect(layOut('"\u{1F600}\u{1F600}"', 2)).toEqual({ text: '"', isCut: true })
    expect(layOut('[]', 2)).toEqual({ text: '[]', isCut: false })
  })

  it('is refused when it is none, or too long', async () => {
    const run = (text: string) => formatJson({ input: { text, mostCharacters: 9 }, signal })
    await expect(run('{')).rejects.toMatchObject({ name: 'ComputeRefused', code: 'format_not_json' })
    await expect(run(' '.repeat(MOST_FORMATTED + 1))).rejects.toMatchObject({ code: 'format_too_large' })
    await expect(run('{}')).resolves.toEqual({ text: '{}', isCut: false })
  })
})
