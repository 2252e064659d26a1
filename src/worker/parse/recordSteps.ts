// What a reading of records hands on (recordReader.ts): batches of records, those set aside, and where it may be taken up again.
import type { ByteQueue } from './byteQueue'
import type { FoundCells } from './foundCells'
import type { PlainRecords } from './plainRecords'
import type { AsideRecord, ParseProblem } from './problem'

/** Where a reading may be taken up again: behind `nextIndex` records, at byte `endOffset` of the same stream. */
export interface RecordCheckpoint {
  endOffset: number
  nextIndex: number
}

/**
 * `firstIndex` is the position, from 0, of the first value in the array; the others follow without a gap. `repeating` of them name a property
 * twice; the last one counts (F170). `bounds`: start and end of each as offsets in the stream.
 */
export type RecordStep = RecordCheckpoint &
  (
    | {
        type: 'records'
        values: unknown[]
        firstIndex: number
        bounds: readonly number[]
        repeating: number
        /** Only where plain records were asked for: the cells of all records of the step, instead of values; valid until the next piece. */
        plain: PlainRun | null
      }
    | { type: 'aside'; record: AsideRecord }
  )

/** Plain records whose cells begin at `from`. */
export interface PlainRun {
  count: number
  cells: FoundCells
  from: number
  record(row: number): Buffer
}

/** What a piece of the stream gave. After a problem nothing more comes; the steps before it are good. */
export interface RecordSteps {
  steps: RecordStep[]
  problem: ParseProblem | null
}

/** The cells found from `from` on are those of the records between `bounds`. */
export function plainRun(
  plain: PlainRecords,
  from: number,
  { bytes, origin }: ByteQueue,
  bounds: readonly number[],
): PlainRun {
  const at = (place: number): number => (bounds[place] ?? 0) - origin
  const record = (row: number): Buffer => bytes.subarray(at(row * 2), at(row * 2 + 1))
  return { count: bounds.length / 2, cells: plain.found(bytes), from, record }
}
