// Whatever is done to the engine, in whatever order, over 10,000 operations a run: what invariants.ts says stays true (COND-1, D25, P9).
// The seeds are the same in every run, so that a change is judged by itself; `npm run sim` goes on with others.
import { describe, expect, it } from 'vitest'
import { failureText, runRound } from './round'

const FIRST_SEED = 20_261_122
const ROUNDS = 200
const LENGTH = 50
/** Every so many rounds one is on a disk. */
const DISK_EVERY = 50

describe('the engine, whatever is done to it', () => {
  it('COND-1 D25 P32 keeps one state a job, one attempt a name, a reason for all that waits, and its history, over 10,000 operations', async () => {
    const base = FIRST_SEED
    for (let round = 0; round < ROUNDS; round += 1) {
      const seed = base + round
      const failure = await runRound({ seed, length: LENGTH, isOnDisk: round % DISK_EVERY === 0 })
      const told = failure && `npm run sim -- --seed ${seed} --ops ${LENGTH}\n${failureText(failure)}`
      expect(told).toBeNull()
    }
  }, 240_000)
})
