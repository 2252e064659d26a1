// Cutting records out of a stream of bytes, whatever the pieces.
import { LARGEST_RECORD_BYTES } from '@shared/outbox'
import { describe, expect, it } from 'vitest'
import { type RecordProblem, recordTexts } from './recordTexts'

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
}

async function cut(text: string | Uint8Array, size = 1): Promise<{ texts: string[]; problem: RecordProblem | null }> {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text
  const records = recordTexts(pieces(bytes, size))
  const texts: string[] = []
  for (;;) {
    const next = await records.next()
    if (next.done) return { texts, problem: next.value }
    texts.push(next.value)
  }
}

describe('the records of a file', () => {
  it.each<[string, string, string[]]>([
    ['a list', '[{"a":1}, {"b":[2,"]"]} ,3]', ['{"a":1}', '{"b":[2,"]"]}', '3']],
    ['one record', ' {"a": 1.50} \n', ['{"a": 1.50}']],
    [
      'one a line',
      '{"a":1}\n{"a":2}\r\n\n{"a":12345678901234567890}\n',
      ['{"a":1}', '{"a":2}', '{"a":12345678901234567890}'],
    ],
    ['a bare value at the end', '42', ['42']],
    ['an empty list', '[ ]', []],
    ['a byte order mark', '\ufeff[{"a":"é한"}]', ['{"a":"é한"}']],
  ])('are exactly as they were written: %s', async (_, text, expected) => {
    for (const size of [1, 2, 3, 7, 1_000]) expect(await cut(text, size)).toEqual({ texts: expected, problem: null })
  })

  it.each<[RecordProblem['code'], string, string[]]>([
    ['cut_short', '[{"a":1},{"a":', ['{"a":1}']],
    ['cut_short', '', []],
    ['bad_json', '[{"a":1},]', ['{"a":1}']],
    ['bad_json', '[{"a":1} {"a":2}]', ['{"a":1}']],
    ['bad_json', '{"a":1}\n{a:2}', ['{"a":1}']],
    ['trailing_data', '[1] 2', ['1']],
  ])('F160 end with %s where the file is not JSON, and those before it are kept', async (code, text, texts) => {
    for (const size of [1, 5, 1_000]) expect(await cut(text, size)).toMatchObject({ texts, problem: { code } })
  })

  it('P13 are never read as other text than they are', async () => {
    expect(await cut(Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]))).toMatchObject({ problem: { code: 'not_utf8' } })
  })

  it('P24 are held one at a time, and none over 1 MiB', async () => {
    const large = `"${'x'.repeat(LARGEST_RECORD_BYTES)}"`
    expect(await cut(`[1,${large}]`, 65_536)).toMatchObject({ texts: ['1'], problem: { code: 'record_too_large' } })
  })
})
