// What readers of files hand on: rows, records that became none, and where the reading may be taken up again behind them (IMP-5, IMP-7).
import type { AsideCode } from '@shared/imports'
import type { FoundCells } from '../parse/foundCells'

/** Behind `nextIndex` records, at byte `endOffset` of the text (unpacked, UTF-8), on line `nextLine` (from 1) of it. */
export interface Place {
  endOffset: number
  nextIndex: number
  nextLine: number
}

export const theStart: Place = { endOffset: 0, nextIndex: 0, nextLine: 1 }

/** A record that became no row. `line` from 1, null where lines mean nothing; `text` as it stands in the file, null where it was never held. */
export interface Aside {
  position: number
  line: number | null
  byteOffset: number
  bytes: number
  code: AsideCode
  column: string | null
  text: Buffer | null
}

/** Records in the order of the file, by their number in this step, from 0. */
export interface Rows {
  count: number
  /** Cells as they stand in the text, where every record of the step has such: those of the first begin at `from`. */
  found: { cells: FoundCells; from: number } | null
  /** A record of JSON; of CSV its cells as text, null where nothing stands. Made anew with each call where cells were found. */
  value(row: number): unknown
  position: (row: number) => number
  line(row: number): number | null
  byteOffset(row: number): number
  text(row: number): Buffer
}

/** `rows` are valid until the next piece is read. */
export type RowStep = Place & { rows: Rows | null; aside: readonly Aside[] }

/** Ends the reading: nothing behind `offset` of the text can be trusted. */
export interface ReadProblem {
  /** As the error of the run has it. */
  code: string
  message: string
  offset: number
}

export interface RowSteps {
  steps: RowStep[]
  problem: ReadProblem | null
}

export interface RowReader {
  push(piece: Uint8Array): RowSteps
  /** The text has ended. */
  finish(): RowSteps
}
