// `npm run defects [-- id ...]`: plants one defect after another and says which of them its tests catch (D37). A defect that is not caught,
// whose place is gone, or that keeps its tests from running at all, is a miss.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Defect, titlePattern } from './defect'
import { downloadDefects } from './downloadDefects'
import { fileDefects } from './fileDefects'
import { historyDefects } from './historyDefects'
import { httpDefects } from './httpDefects'
import { importDefects } from './importDefects'
import { outboxActDefects } from './outboxActDefects'
import { outboxDefects } from './outboxDefects'
import { payloadDefects } from './payloadDefects'
import { pullDefects } from './pullDefects'
import { pushDefects } from './pushDefects'
import { queueDefects } from './queueDefects'
import { makeScratch, type Scratch, type TestRun } from './scratch'
import { shapeDefects } from './shapeDefects'
import { timeDefects } from './timeDefects'
import { workerDefects } from './workerDefects'

export const allDefects: readonly Defect[] = [
  ...timeDefects,
  ...queueDefects,
  ...historyDefects,
  ...workerDefects,
  ...outboxDefects,
  ...outboxActDefects,
  ...pushDefects,
  ...pullDefects,
  ...shapeDefects,
  ...httpDefects,
  ...payloadDefects,
  ...downloadDefects,
  ...fileDefects,
  ...importDefects,
]

/** Test runs at once, each in a copy of its own. */
const COPIES = 2

/** Answers how many were missed. */
export async function runDefects(
  root: string,
  defects: readonly Defect[],
  write: (line: string) => void,
): Promise<number> {
  const tests = [...new Set(defects.flatMap((defect) => defect.tests))]
  const absent = tests.filter((test) => !existsSync(join(root, test)))
  if (absent.length > 0 || defects.length === 0) {
    write(absent.length > 0 ? `There is no ${absent.join(', ')}` : 'There is no such defect.')
    return 1
  }
  const copies = Array.from({ length: Math.min(COPIES, defects.length) }, () => makeScratch(root))
  try {
    const [first] = copies
    const whole = await first?.run(tests, null)
    if (!whole || whole.isBroken || whole.failed.length > 0) {
      write(
        `Without any defect something fails already: ${whole?.failed.join(', ') || 'a file, or they took too long'}`,
      )
      return 1
    }
    const left = [...defects]
    const misses = await Promise.all(copies.map((copy) => work(copy, left, write)))
    const missed = misses.reduce((sum, count) => sum + count, 0)
    write(`${defects.length - missed} caught, ${missed} missed`)
    return missed
  } finally {
    for (const copy of copies) copy.remove()
  }
}

async function work(copy: Scratch, left: Defect[], write: (line: string) => void): Promise<number> {
  let missed = 0
  for (let defect = left.shift(); defect; defect = left.shift()) {
    const verdict = await verdictOf(copy, defect)
    if (!verdict.startsWith('caught')) missed += 1
    const ids = defect.ids ? `${defect.ids.join(' ')} ` : ''
    write(`${verdict.padEnd(8)} ${defect.id}: ${ids}${defect.what}`)
  }
  return missed
}

/** One word, and why where it is no catch. */
export async function verdictOf(copy: Scratch, defect: Defect): Promise<string> {
  let run: TestRun
  try {
    run = await copy.run(defect.tests, defect)
  } catch (error) {
    return `MISSED (${error instanceof Error ? error.message : String(error)})`
  }
  const unseen = defect.ids?.filter((id) => !run.failed.some((name) => new RegExp(titlePattern([id])).test(name))) ?? []
  if (run.failed.length > 0 && unseen.length === 0) return 'caught'
  if (run.failed.length > 0) return `MISSED (no test named ${unseen.join(', ')} fails)`
  return run.isBroken ? 'MISSED (its tests could not be run)' : 'MISSED'
}
