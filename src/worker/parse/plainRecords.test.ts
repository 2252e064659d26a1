// A record that is found plain is what JSON.parse finds: every cell of it, whatever the bytes; and what JSON.parse refuses is never plain.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ESCAPED, FALSE, type FoundCells, INTEGER, NULL, REAL, TEXT, TRUE } from './foundCells'
import { NOT_PLAIN, PlainRecords, USED_UP } from './plainRecords'
import { RecordReader } from './recordReader'
import type { RecordSteps } from './recordSteps'

/** A cell as JavaScript has it. */
function valueOf({ bytes, starts, ends, kinds }: FoundCells, at: number): unknown {
  const text = bytes.toString('utf8', starts[at], ends[at])
  switch (kinds[at]) {
    case TEXT:
      return text
    case ESCAPED:
      return JSON.parse(`"${text}"`)
    case INTEGER:
    case REAL:
      return Number(text)
    case TRUE:
      return true
    case FALSE:
      return false
    case NULL:
      return null
    default:
      throw new Error('no kind')
  }
}

interface Read {
  records: string[]
  places: number[][]
  problem: unknown
  plain: number
}

/** Records as JSON, which tells -0 and the order of names. */
function read(bytes: Buffer, cuts: readonly number[], plain: PlainRecords | null): Read {
  const reader = new RecordReader({ recordsPath: '', batchBytes: 120, ...(plain ? { plain } : {}) })
  const found: Read = { records: [], places: [], problem: null, plain: 0 }
  const take = ({ steps, problem }: RecordSteps): void => {
    found.problem ??= problem
    for (const step of steps) {
      if (step.type === 'aside') continue
      const run = step.plain
      found.plain += run?.count ?? 0
      const records = run
        ? Array.from({ length: run.count }, (_, row) =>
            run.cells.names.map((name, at) => [name, valueOf(run.cells, run.from + row * run.cells.names.length + at)]),
          ).map((pairs) => Object.fromEntries(pairs) as unknown)
        : step.values
      found.records.push(...records.map((record) => JSON.stringify(record)))
      records.forEach((_, row) => found.places.push([step.firstIndex + row, step.bounds[row * 2] ?? -1]))
    }
  }
  let from = 0
  for (const cut of [...cuts, bytes.length].toSorted((one, other) => one - other)) {
    take(reader.push(bytes.subarray(from, cut)))
    from = Math.max(from, cut)
  }
  take(reader.finish())
  return found
}

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '"', '\\', '/', '\n\t\r\b\f', 'é', '😀', '\ud800', '\u0000', '\u2028'),
)
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(-0, 0, 1e21, 0.1, 123456789012345, 12345678901234568),
)
const written = fc.constantFrom(
  '0',
  '-0',
  '1.0',
  '1.50',
  '-0.5',
  '1e3',
  '1E-2',
  '123456789012345',
  '1234567890123456',
  '0.00',
)
const odd = fc.oneof(
  text.map((one) => JSON.stringify(one)),
  number.map((one) => JSON.stringify(one)),
  written,
  fc.constantFrom('"\\u0041"', '"\\/"', '[1]', '{"x": 1}'),
)
const ordinary = fc.oneof(
  fc.string().map((one) => JSON.stringify(one)),
  fc.integer().map(String),
  fc.constantFrom('-0.5', '12.75', 'true', 'false', 'null', '"\\n\\"é"', '"😀"', '""'),
)
const value = fc.oneof({ arbitrary: ordinary, weight: 30 }, { arbitrary: odd, weight: 1 })
const space = fc.constantFrom('', '', '', ' ', '\n', '\t \r')
const record = fc
  .tuple(
    fc.tuple(value, value, value),
    space,
    space,
    fc.oneof({ arbitrary: fc.constant('abc'), weight: 30 }, fc.constantFrom('acb', 'aab', 'ab"')),
  )
  .map(([values, one, other, names]) => {
    const members = values.map((each, at) => `${one}${JSON.stringify(names[at])}${other}:${one}${each}${other}`)
    return `{${members.join(',')}}`
  })
const list = fc
  .tuple(fc.array(record, { maxLength: 40 }), space)
  .map(([records, between]) => Buffer.from(`[${records.join(`${between},`)}]`))
const cuts = fc.array(fc.nat({ max: 3_000 }), { maxLength: 6 })

describe('plain records', () => {
  it('are what JSON.parse finds, for any list cut at any bytes', () => {
    let plain = 0
    fc.assert(
      fc.property(list, cuts, (bytes, at) => {
        const found = read(bytes, at, new PlainRecords())
        expect({ ...found, plain: 0 }).toEqual(read(bytes, at, null))
        plain += found.plain
      }),
      { seed: 5, numRuns: 300 },
    )
    expect(plain).toBeGreaterThan(500)
  })

  it('F165 hide nothing that is broken, for lists damaged by one byte and lists cut short', () => {
    const byte = fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(...Buffer.from('"\\{}[],:0-.e ')), fc.constant(null))
    fc.assert(
      fc.property(list, fc.nat(), byte, cuts, (bytes, place, to, at) => {
        const where = place % bytes.length
        const broken = Buffer.from(to === null ? bytes.subarray(0, where) : bytes)
        if (to !== null) broken[where] = to
        expect({ ...read(broken, at, new PlainRecords()), plain: 0 }).toEqual(read(broken, at, null))
      }),
      { seed: 6, numRuns: 1_500 },
    )
  })

  it.each([
    '[{"a":1},{"a":2},{]',
    '[{"a":1},{"a":2},{"a":]',
    '[{"a":1},{"a":2}',
    '[{"a":1},{"a":2},{"a":[1]}',
    '[{"a":1},',
  ])('%s ends as it does where nothing is plain', (json) => {
    const bytes = Buffer.from(json)
    for (const at of [bytes.length, bytes.length - 1]) {
      expect({ ...read(bytes, [at], new PlainRecords()), plain: 0 }).toEqual(read(bytes, [at], null))
    }
  })

  it.each([
    ['{"a":"x","b":12}', 16],
    ['{"a":"x","b":12}]', 16],
    ['{ "a" : "x" , "b" : -1.5 } ', 26],
    ['{"a":"x","b":1', USED_UP],
    ['{"a":"x","b":12', USED_UP],
    ['{"a":"x\\', USED_UP],
    ['{"a":tru', USED_UP],
    ['{"a":"x","b":1,"c":2}', NOT_PLAIN],
    ['{"a":"x"}', NOT_PLAIN],
    ['{"b":1,"a":"x"}', NOT_PLAIN],
    ['{"a":"\\u0041","b":1}', NOT_PLAIN],
    ['{"a":"x\ny","b":1}', NOT_PLAIN],
    ['{"a":"x","b":01}', NOT_PLAIN],
    ['{"a":"x","b":1.0}', NOT_PLAIN],
    ['{"a":"x","b":-0}', NOT_PLAIN],
    ['{"a":"x","b":1e3}', NOT_PLAIN],
    ['{"a":"x","b":1.}', NOT_PLAIN],
    ['{"a":"x","b":.5}', NOT_PLAIN],
    ['{"a":"x","b":1234567890123456}', NOT_PLAIN],
    ['{"a":"x","b":[1]}', NOT_PLAIN],
    ['{"a":"x","b":nul1}', NOT_PLAIN],
    ['[1]', NOT_PLAIN],
  ])('%s is one as far as %d', (json, end) => {
    const plain = new PlainRecords()
    plain.learn({ a: '', b: 0 })
    const bytes = Buffer.from(json)
    expect(plain.record(bytes, 0, bytes.length)).toBe(end)
    expect(plain.next).toBe(end > 0 ? 2 : 0)
  })

  it('are none before a record was learned from, and none of another shape after', () => {
    const plain = new PlainRecords()
    const bytes = Buffer.from('{"a":1}')
    expect(plain.record(bytes, 0, bytes.length)).toBe(NOT_PLAIN)
    plain.learn([1])
    expect(plain.record(bytes, 0, bytes.length)).toBe(NOT_PLAIN)
    plain.learn({ a: 2 })
    expect(plain.record(bytes, 0, bytes.length)).toBe(7)
    plain.learn({ b: 2 })
    expect(plain.record(bytes, 0, bytes.length)).toBe(NOT_PLAIN)
  })
})
