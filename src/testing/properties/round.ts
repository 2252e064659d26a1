// One round: operations made of one seed, done one by one to the engine over its real store, with every invariant looked at after each.
// What fails is made as short as it gets. `npm run sim -- --seed N` replays a round.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { openHarness } from '../harness'
import { createWatch } from './invariants'
import { type Operation, operation } from './operations'
import { type Call, createPerformer } from './performer'

export interface Round {
  seed: number
  /** Operations in it. */
  length: number
  /** In a file, as the product has it, which costs a disk; else in memory. */
  isOnDisk?: boolean
}

/** What was done until something was wrong, and what it was. */
export interface Failure {
  calls: Call[]
  findings: string[]
}

/** Shrinking may take so long. */
const SHRINK_MS = 20_000

export type Trial = (operations: readonly Operation[]) => Promise<Failure | null>

/** null: all was well. */
export async function runRound({ seed, length, isOnDisk }: Round): Promise<Failure | null> {
  return await searched(
    seed,
    fc.array(operation('all'), { minLength: length, maxLength: length }),
    async (operations) => {
      const folder = isOnDisk ? mkdtempSync(join(tmpdir(), 'lull-properties-')) : null
      const path = folder === null ? {} : { path: join(folder, 'core.db') }
      try {
        return await tried(operations, path)
      } finally {
        if (folder !== null) rmSync(folder, { recursive: true })
      }
    },
  )
}

/** The shortest failure found from a seed. */
export async function searched(seed: number, made: fc.Arbitrary<Operation[]>, trial: Trial): Promise<Failure | null> {
  let failure: Failure | null = null
  const property = fc.asyncProperty(made, async (operations) => {
    const found = await trial(operations)
    failure = found ?? failure
    return found === null
  })
  await fc.check(property, { seed, numRuns: 1, endOnFailure: true })
  // Only what has failed is run against the clock: an interrupted round would look like one that was well.
  if (failure !== null) await fc.check(property, { seed, numRuns: 1, interruptAfterTimeLimit: SHRINK_MS })
  return failure
}

async function tried(operations: readonly Operation[], where: { path?: string }): Promise<Failure | null> {
  const harness = await openHarness(where)
  const performer = createPerformer(harness)
  const watch = createWatch(performer)
  const calls: Call[] = []
  try {
    for (const operation of operations) {
      const call = await performer.callOf(operation)
      if (call.do !== 'nothing') calls.push(call)
      const answer = await performer.perform(call)
      const findings = await watch.look(call, answer)
      if (findings.length > 0) return { calls, findings }
    }
    return null
  } finally {
    await harness.close()
  }
}

export function failureText(failure: Failure): string {
  return [
    ...failure.calls.map((call, at) => `${at + 1}. ${JSON.stringify(call)}`),
    ...failure.findings.map((of) => `   ${of}`),
  ].join('\n')
}
