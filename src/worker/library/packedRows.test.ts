// What is packed is what SQLite reads out again: every kind of cell, texts of every length of header, rows narrow and wide.
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ESCAPED, FALSE, type FoundCells, INTEGER, MISSING, NULL, REAL, TEXT, TRUE } from '../parse/foundCells'
import type { Cell } from './cells'
import { PackedRows } from './packedRows'

let db: Database.Database
beforeAll(() => {
  db = new Database(':memory:')
})
afterAll(() => {
  db.close()
})

/** Every cell with its type, row by row. */
function readBack(packed: PackedRows, width: number): unknown[][] {
  const cells = Array.from({ length: width }, (_, at) => {
    const cell = `value ->> '${packed.path(at)}'`
    return `${cell}, typeof(${cell})`
  })
  const read = db
    .prepare(`select ${cells.join(', ')} from jsonb_each(@rows)`)
    .safeIntegers()
    .raw()
  return read.all({ rows: packed.packed() }) as unknown[][]
}

const lengths = [0, 1, 11, 12, 47, 48, 255, 256, 21_845, 21_846, 65_535, 65_536, 300_000]

describe.each([4, 24, 25, 200])('a row of %d cells', (width) => {
  const rowOf = (packed: PackedRows, put: (at: number) => void): void => {
    packed.beginRow()
    for (let at = 0; at < width; at++) put(at)
    packed.endRow()
  }

  it('P13 keeps every kind of cell', () => {
    const cells: Cell[] = [
      null,
      -(2n ** 63n),
      2n ** 63n - 1n,
      -0,
      1e21,
      0.1,
      5e-324,
      9007199254740994,
      '',
      'é\u0000"\\',
    ]
    const packed = new PackedRows(width)
    rowOf(packed, (at) => packed.put(cells[at % cells.length] ?? null))
    rowOf(packed, (at) => packed.integer(at - 2))
    const types: Record<string, string> = { bigint: 'integer', number: 'real', string: 'text', object: 'null' }
    const expected = Array.from({ length: width }, (_, at) => cells[at % cells.length] ?? null)
    expect(readBack(packed, width)).toEqual([
      expected.flatMap((cell) => [cell, types[typeof cell]]),
      expected.flatMap((_, at) => [BigInt(at - 2), 'integer']),
    ])
    packed.clear()
    expect(packed.rows).toBe(0)
    expect(readBack(packed, width)).toEqual([])
  })

  it('keeps texts of any length, of values and as they stand', () => {
    const packed = new PackedRows(width)
    const texts = lengths.map((length) => 'aé'.repeat(length).slice(0, length))
    for (const text of texts) rowOf(packed, (at) => (at === 2 ? packed.text(text) : packed.integer(at)))
    for (const text of texts) {
      const bytes = Buffer.from(`"${text}"`)
      const found = cellsOf(bytes, [[1, bytes.length - 1, TEXT]])
      rowOf(packed, (at) => (at === 2 ? packed.found(found, 0) : packed.nothing()))
    }
    const rows = readBack(packed, width)
    expect(rows.map((row) => row[4])).toEqual([...texts, ...texts])
    expect(rows.slice(0, texts.length).every((row) => row[2 * width - 2] === BigInt(width - 1))).toBe(true)
  })

  it('reads what it does not have as nothing', () => {
    const packed = new PackedRows(width)
    packed.beginRow()
    packed.text('only')
    packed.endRow()
    expect(readBack(packed, width)[0]).toEqual([
      'only',
      'text',
      ...Array.from({ length: width - 1 }, () => [null, 'null']).flat(),
    ])
  })
})

function cellsOf(bytes: Buffer, cells: readonly [start: number, end: number, kind: number][]): FoundCells {
  const starts = Int32Array.from(cells.map(([start]) => start))
  const ends = Int32Array.from(cells.map(([, end]) => end))
  return { names: [], bytes, starts, ends, kinds: Uint8Array.from(cells.map(([, , kind]) => kind)) }
}

it('takes found cells as what they are', () => {
  const bytes = Buffer.from('-12 0.50 true a\\n\\"b')
  const found = cellsOf(bytes, [
    [0, 3, INTEGER],
    [4, 8, REAL],
    [9, 13, TRUE],
    [9, 13, FALSE],
    [9, 13, NULL],
    [9, 13, MISSING],
    [14, 20, ESCAPED],
    [14, 20, TEXT],
  ])
  const packed = new PackedRows(10)
  packed.beginRow()
  for (let at = 0; at < 8; at++) packed.found(found, at)
  packed.foundText(found, 0)
  packed.endRow()
  const cells = [-12n, 0.5, 1n, 0n, null, null, 'a\n"b', 'a\\n\\"b', '-12']
  expect(readBack(packed, 9)[0]?.filter((_, at) => at % 2 === 0)).toEqual(cells)
})
