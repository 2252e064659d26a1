// The first records of a file as an import would read them and lay them out, without a table to put them in.
import type { Beginning } from '../imports/detect'
import { SAMPLED_ROWS } from '../imports/detect'
import type { PutRows } from '../imports/importKeys'
import type { ReadProblem, RowReader } from '../imports/rowSteps'

export interface Sample {
  records: Record<string, unknown>[]
  /** Records that would be set aside. */
  aside: number
}

/** `onProblem`: a list is read to its end, which the end of the beginning may have cut. */
export function sampleRows(
  reader: RowReader,
  { bytes, isWhole }: Beginning,
  put: PutRows,
  onProblem?: (problem: ReadProblem) => void,
): Sample {
  const records: Record<string, unknown>[] = []
  const table = {
    know: () => {},
    put: (_key: string, names: readonly string[], values: readonly unknown[]) => {
      if (records.length >= SAMPLED_ROWS) return
      const pairs = names.flatMap((name, at) => (values[at] === undefined ? [] : [[name, values[at]] as const]))
      records.push(Object.fromEntries(pairs))
    },
    finish: () => ({ inserted: 0, updated: 0, unchanged: 0, deleted: 0 }),
  }
  let aside = 0
  const take = ({ steps, problem }: ReturnType<RowReader['push']>): ReadProblem | null => {
    for (const step of steps) {
      aside += step.aside.length
      if (step.rows) aside += put(table, step.rows).length
    }
    return problem
  }
  const early = take(reader.push(bytes))
  // The record that the end of the beginning cuts is left for the import.
  const problem = isWhole || onProblem ? (take(reader.finish()) ?? early) : early
  if (problem) onProblem?.(problem)
  return { records, aside }
}
