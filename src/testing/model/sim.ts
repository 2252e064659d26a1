// `npm run sim`: rounds of random operations, each from one seed, put to the engine with its invariants and to the model of its rules. A
// seed that failed anywhere is replayed here and comes out as short as it gets (P32). `--count`: what picking work costs, instead.
import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { failureText, runRound } from '../properties/round'
import { compareRound } from './compare'
import { countWith } from './count'

/** Answers how many rounds failed. */
export async function sim(args: readonly string[], write: (line: string) => void): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      ops: { type: 'string' },
      rounds: { type: 'string' },
      count: { type: 'boolean' },
    },
  })
  if (values.count) return await countMillion(write)
  const first = Number(values.seed ?? randomInt(1_000_000_000))
  const length = Number(values.ops ?? 50)
  const rounds = Number(values.rounds ?? (values.seed === undefined ? 20 : 1))
  if (![first, length, rounds].every(Number.isSafeInteger) || length < 1 || rounds < 1) {
    write('npm run sim -- [--seed N] [--ops N] [--rounds N] [--count]')
    return 1
  }
  let failed = 0
  for (let seed = first; seed < first + rounds; seed += 1) {
    const differs = await compareRound(seed, length)
    const broken = await runRound({ seed, length })
    write(`seed ${seed}, ${length} operations: ${differs ? 'DIFFERS' : 'as the model'}, ${broken ? 'BROKEN' : 'whole'}`)
    for (const failure of [differs, broken]) if (failure) write(failureText(failure))
    if (differs ?? broken) failed += 1
  }
  write(`${rounds - failed} rounds passed, ${failed} failed`)
  return failed
}

/** Answers 1 where a million jobs cost another count than a thousand do (D6). */
async function countMillion(write: (line: string) => void): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'lull-count-'))
  try {
    const few = await countWith(1_000, join(folder, 'few.db'))
    const many = await countWith(1_000_000, join(folder, 'many.db'))
    for (const counts of [few, many]) {
      write(
        `${counts.jobs} jobs: ${counts.visitsOfStart} rows visited for the next start, ${counts.visitsOfDevice} for a change of the device, ` +
          `which writes ${counts.writesOfDevice}; ${counts.otherSteps.length} steps are no search of an index`,
      )
    }
    return JSON.stringify({ ...few, jobs: 0 }) === JSON.stringify({ ...many, jobs: 0 }) ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true })
  }
}
