// Judges the cells of a CSV record as they stand in the file by the types of their columns, so that most of them are stored without becoming
// values of JavaScript. What is not exactly itself in bytes is left to be made a value: parse/typedText.ts says what that is.
import { assertNever } from '@shared/errors'
import type { ColumnType } from '@shared/imports'
import { FALSE, type FoundCells, INTEGER, MISSING, NumberScan, TEXT, TRUE } from '../parse/foundCells'
import type { CsvColumn } from './csvColumns'
import { ESCAPED, PLAIN, WIDE } from './csvScan'

/** A column that is kept, and its place in the record. */
export interface KeptColumn extends CsvColumn {
  at: number
}

const UNKNOWN = -1
const LOWER = 0x20

export class CsvCells {
  /** The cells of the record judged last, in the order of the kept columns. */
  readonly cells: FoundCells
  private readonly number = new NumberScan()

  constructor(private readonly columns: readonly KeptColumn[]) {
    const count = columns.length
    const names = columns.map(({ name }) => name)
    const kinds = new Uint8Array(count)
    this.cells = { names, bytes: Buffer.alloc(0), starts: new Int32Array(count), ends: new Int32Array(count), kinds }
  }

  /** The record whose cells begin at `from`; their kinds are csvScan.ts's. False: a cell of it takes a value to be made. */
  judge({ bytes, starts, ends, kinds }: FoundCells, from: number): boolean {
    const { cells, columns } = this
    cells.bytes = bytes
    for (let to = 0; to < columns.length; to++) {
      const { at, type } = columns[to] as KeptColumn
      const [start, end] = [starts[from + at] as number, ends[from + at] as number]
      const kind = this.kindOf(bytes, start, end, kinds[from + at] as number, type)
      if (kind === UNKNOWN) return false
      cells.starts[to] = start
      cells.ends[to] = end
      cells.kinds[to] = kind
    }
    return true
  }

  private kindOf(bytes: Buffer, start: number, end: number, kind: number, type: ColumnType): number {
    if (start === end && kind === PLAIN) return MISSING
    if ((kind & ~WIDE) === ESCAPED) return UNKNOWN
    switch (type) {
      case 'text':
        return TEXT
      case 'boolean':
        return wordOf(bytes, start, end)
      case 'integer':
      case 'number': {
        const isNumber = this.number.pass(bytes, start, end) === end
        return isNumber && (type === 'number' || this.number.kind === INTEGER) ? this.number.kind : UNKNOWN
      }
      default:
        return assertNever(type)
    }
  }
}

function wordOf(bytes: Buffer, start: number, end: number): number {
  if (isWord(bytes, start, end, 'true')) return TRUE
  return isWord(bytes, start, end, 'false') ? FALSE : UNKNOWN
}

function isWord(bytes: Buffer, start: number, end: number, word: string): boolean {
  if (end - start !== word.length) return false
  for (let at = 0; at < word.length; at++) {
    if (((bytes[start + at] as number) | LOWER) !== word.charCodeAt(at)) return false
  }
  return true
}
