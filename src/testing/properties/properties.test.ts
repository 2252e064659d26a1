// Whatever is done to the engine, in whatever order, over 10,000 operations a run: what invariants.ts says stays true (COND-1, D25, P9).
// Seeds differ from run to run and are in the message of what fails.
import { randomInt } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { failureText, runRound } from './round'

const ROUNDS = 200
const LENGTH = 50
/** Every so many rounds one is on a disk. */
const DISK_EVERY = 50

describe('the engine, whatever is done to it', () => {
  it('COND-1 D25 P32 keeps one state a job, one attempt a name, a reason for all that waits, and its history, over 10,000 operations', async () => {
    const base = randomInt(1_000_000_000)
    for (let round = 0; round < ROUNDS; round += 1) {
      const seed = base + round
      const failure = await runRound({ seed, length: LENGTH, isOnDisk: round % DISK_EVERY === 0 })
      const told = failure && `npm run sim -- --seed ${seed} --ops ${LENGTH}\n${failureText(failure)}`
      expect(told).toBeNull()
    }
  }, 120_000)
})
