// Records out of bytes cut anywhere: what comes out is what JSON.parse would say, and what is wrong is told with its place.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isRawNumber } from './exactNumbers'
import type { ParseProblem } from './problem'
import { RecordReader, type RecordReaderOptions } from './recordReader'
import type { RecordCheckpoint, RecordStep } from './recordSteps'

interface Read {
  values: unknown[]
  steps: RecordStep[]
  problem: ParseProblem | null
}

/** Reads the text, cut into pieces behind the given offsets. */
function read(text: string | Buffer, cuts: number[] = [], options: Partial<RecordReaderOptions> = {}): Read {
  const bytes = Buffer.from(text as string)
  const reader = new RecordReader({ recordsPath: '', ...options })
  const steps: RecordStep[] = []
  let problem: ParseProblem | null = null
  const edges = [0, ...cuts.toSorted((a, b) => a - b).filter((cut) => cut <= bytes.length), bytes.length]
  for (let at = 1; at < edges.length; at++) {
    const step = reader.push(bytes.subarray(edges[at - 1], edges[at]))
    steps.push(...step.steps)
    problem = step.problem
  }
  const last = reader.finish()
  steps.push(...last.steps)
  problem = last.problem
  return { steps, problem, values: steps.flatMap((step) => (step.type === 'records' ? step.values : [])) }
}

const everyCut = (text: string): number[][] => Array.from(Buffer.from(text), (_, at) => [at])

describe('the record reader', () => {
  it('gives what JSON.parse gives, for any array cut at any bytes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue({ maxDepth: 5 })),
        fc.constantFrom(0, 1, 2),
        fc.array(fc.nat(2_000), { maxLength: 12 }),
        fc.integer({ min: 1, max: 300 }),
        (array, indent, cuts, batchBytes) => {
          const got = read(JSON.stringify(array, null, indent), cuts, { batchBytes })
          expect(got.problem).toBeNull()
          expect(JSON.stringify(got.values)).toBe(JSON.stringify(array))
        },
      ),
      { numRuns: 1_500 },
    )
  })

  /** JSON.stringify writes -0, which a damaged number may become, as 0. */
  const parsed = (text: string): unknown => JSON.parse(text, (_key, value: unknown) => (value === 0 ? 0 : value))

  it('refuses exactly what JSON.parse refuses, for arrays damaged by one byte', () => {
    const bytes = fc.constantFrom(...Array.from('[]{}",:\\0a1 e-'))
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 3 }), { minLength: 1 }), fc.nat(500), bytes, (array, at, byte) => {
        const text = JSON.stringify(array)
        const place = at % text.length
        const damaged = text.slice(0, place) + byte + text.slice(place + 1)
        const got = read(damaged, [at % 7, at % 31])
        const isArray = isJsonArray(damaged)
        expect(got.problem === null ? parsed(JSON.stringify(got.values)) : null).toEqual(
          isArray ? parsed(damaged) : null,
        )
      }),
      { numRuns: 1_500 },
    )
  })

  it('numbers records from 0 and tells how far it has come, so that a reading can go on behind any batch', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue({ maxDepth: 3 }), { minLength: 1 }),
        fc.constantFrom('', 'a.b'),
        fc.integer({ min: 1, max: 40 }),
        (array, recordsPath, batchBytes) => {
          const text = Buffer.from(
            recordsPath === '' ? JSON.stringify(array) : JSON.stringify({ a: { b: array, c: 1 } }),
          )
          const { steps } = read(text, [], { recordsPath, batchBytes })
          for (const { endOffset, nextIndex } of steps) {
            const rest = read(text.subarray(endOffset), [3], { recordsPath, resume: { endOffset, nextIndex } })
            expect(rest.problem).toBeNull()
            expect(JSON.stringify(rest.values)).toBe(JSON.stringify(array.slice(nextIndex)))
            const firsts = rest.steps.flatMap((step) => (step.type === 'records' ? [step.firstIndex] : []))
            expect(firsts[0] ?? nextIndex).toBe(nextIndex)
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  it('counts offsets in bytes of the whole stream', () => {
    const { steps } = read('[{"a":"é"},{"a":2}]', [], { batchBytes: 1 })
    const ends: RecordCheckpoint[] = steps.map(({ endOffset, nextIndex }) => ({ endOffset, nextIndex }))
    expect(ends).toEqual([
      { endOffset: 11, nextIndex: 1 },
      { endOffset: 19, nextIndex: 2 },
    ])
  })

  it('cuts many small records into batches of at most 5,000', () => {
    const { steps } = read(`[${Array.from({ length: 12_000 }, () => '1').join(',')}]`)
    expect(steps.map((step) => (step.type === 'records' ? step.values.length : 0))).toEqual([5_000, 5_000, 2_000])
  })

  it('passes over a byte order mark, in one piece or three', () => {
    expect(read('\uFEFF[1]').values).toEqual([1])
    expect(read('\uFEFF[1]', [1, 2]).values).toEqual([1])
    expect(read(Buffer.from([0xef, 0xbb])).problem?.code).toBe('cut_short')
  })

  it('F171 keeps __proto__ as data of the record alone', () => {
    const [value] = read('[{"__proto__":{"polluted":true}}]').values as [object]
    expect(Object.hasOwn(value, '__proto__')).toBe(true)
    expect('polluted' in {}).toBe(false)
  })
})

function isJsonArray(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text))
  } catch {
    return false
  }
}

describe('the path to the records', () => {
  const text = '{"type":"x","a":{"skip":[{"b":[0]},"]}"],"b":[1,{"c":2}],"after":{"b":[9]}},"b":[3]}'

  it('goes down by names from any piece, past values it does not want', () => {
    for (const cuts of everyCut(text)) {
      expect(read(text, cuts, { recordsPath: 'a.b' }).values).toEqual([1, { c: 2 }])
      expect(read(text, cuts, { recordsPath: 'b' }).values).toEqual([3])
    }
  })

  it('reads names with escapes', () => {
    expect(read('{"\\u0061b":[1]}', [3, 5], { recordsPath: 'ab' }).values).toEqual([1])
  })

  it.each([
    ['{"a":1}', 'x', 'no_records'],
    ['{}', 'x', 'no_records'],
    ['[1]', 'x', 'no_records'],
    ['{"a":{}}', 'a', 'not_an_array'],
    ['{"a":"[1]"}', 'a', 'not_an_array'],
    ['{"a":[1]}', '', 'not_an_array'],
    ['{"a" [1]}', 'a', 'bad_json'],
    ['{"a":[1],}', 'b', 'bad_json'],
    ['{a:[1]}', 'a', 'bad_json'],
    ['<html>', '', 'bad_json'],
    ['{"a":[1]', 'a', 'cut_short'],
    ['{"a":[1]} x', 'a', 'trailing_data'],
    ['', '', 'cut_short'],
    ['[1', '', 'cut_short'],
    ['[1,"a', '', 'cut_short'],
    ['[1][2]', '', 'trailing_data'],
  ])('of %s at "%s" is %s', (given, recordsPath, code) => {
    for (const cuts of [[], ...everyCut(given)]) expect(read(given, cuts, { recordsPath }).problem?.code).toBe(code)
  })
})

describe('what a record may be', () => {
  it('F169 sets a record nested deeper than 64 aside and reads on', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
    const got = read(`[${nested(64)},${nested(65)},${nested(100_000)},7]`, [90, 1_000])
    expect(got.problem).toBeNull()
    expect(got.values).toHaveLength(2)
    const aside = got.steps.flatMap((step) => (step.type === 'aside' ? [step.record] : []))
    expect(aside).toEqual([
      { code: 'record_too_deep', index: 1, offset: 130, bytes: 130 },
      { code: 'record_too_deep', index: 2, offset: 261, bytes: 200_000 },
    ])
    expect(got.steps.at(-1)).toMatchObject({ type: 'records', firstIndex: 3 })
  })

  it('F167 sets a record over the limit aside without holding it: limit, limit + 1, and far more', () => {
    const record = (bytes: number): string => `"${'x'.repeat(bytes - 2)}"`
    const got = read(`[${record(1_000)},${record(1_001)},${record(900_000)},1]`, [500, 1_500, 2_500, 400_000], {
      recordLimitBytes: 1_000,
    })
    expect(got.problem).toBeNull()
    expect(got.values.map((value) => String(value).length)).toEqual([998, 1])
    expect(got.steps.flatMap((step) => (step.type === 'aside' ? [step.record] : []))).toEqual([
      { code: 'record_too_large', index: 1, offset: 1_002, bytes: 1_001 },
      { code: 'record_too_large', index: 2, offset: 2_004, bytes: 900_000 },
    ])
  })

  it('P24 keeps memory flat over a record of 200 MB', () => {
    const reader = new RecordReader({ recordsPath: '' })
    const piece = Buffer.alloc(1024 * 1024, 0x61)
    reader.push(Buffer.from('["'))
    const before = process.memoryUsage().arrayBuffers
    for (let mebibytes = 0; mebibytes < 200; mebibytes++) reader.push(piece)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024)
    expect(reader.push(Buffer.from('",1]')).steps).toMatchObject([{ type: 'aside' }, { type: 'records', values: [1] }])
  })

  it('F165 ends at the first byte that is not UTF-8, and keeps the records before it', () => {
    const bytes = Buffer.concat([Buffer.from('[{"a":"é"},{"b":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}]')])
    const got = read(bytes)
    expect(got.values).toEqual([{ a: 'é' }])
    expect(got.problem).toMatchObject({ code: 'not_utf8', offset: 18 })
  })

  it('keeps the records before bad JSON and names the place of the bad one', () => {
    const got = read('[{"a":1},{"b":tru},{"c":3}]')
    expect(got.values).toEqual([{ a: 1 }])
    expect(got.problem).toEqual({ code: 'bad_json', offset: 9, message: 'The text is not valid JSON at byte 9.' })
  })

  it('F161 F162 keeps the source of numbers that a double would change, and only of those', () => {
    const text =
      '[{"id":9007199254740993,"x":0.1,"y":[1e999,12345678901234567890,1.10,1e3,-0.30000000000000004]},{"n":1}]'
    const got = read(text, [20])
    const [first, second] = got.values as [{ id: unknown; x: unknown; y: unknown[] }, unknown]
    expect(isRawNumber(first.id) && first.id.rawJSON).toBe('9007199254740993')
    expect(first.x).toBe(0.1)
    expect(first.y.map((value) => isRawNumber(value))).toEqual([true, true, false, false, false])
    expect(JSON.stringify(first.y)).toBe('[1e999,12345678901234567890,1.1,1000,-0.30000000000000004]')
    expect(second).toEqual({ n: 1 })
  })

  it('F161 changes no number at all: every decimal comes back as the one that was written', () => {
    const digits = fc.stringMatching(/^-?(0|[1-9]\d{0,24})(\.\d{1,20})?([eE][+-]?\d{1,3})?$/)
    fc.assert(
      fc.property(digits, (source) => {
        const [value] = read(`[${source}]`).values
        const kept = isRawNumber(value) ? value.rawJSON : String(value)
        expect(comparable(kept)).toBe(comparable(source))
      }),
      { numRuns: 1_500 },
    )
  })
})

/** A decimal as a whole number of units of 10^-1200, so that equal decimals are equal texts. */
function comparable(source: string): string {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source) ?? []
  const units = BigInt(whole + fraction) * 10n ** BigInt(1_200 + Number(exponent) - fraction.length)
  return `${units === 0n ? '' : sign}${units}`
}
