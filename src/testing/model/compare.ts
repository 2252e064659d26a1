// Puts the same operations to the engine and to the model and finds the first thing they see differently: which jobs there are, and of each
// its state, attempts, failures, due time and first reason; which pauses there are; and whether a call was granted.
import type { JobView } from '@shared/jobs/job'
import fc from 'fast-check'
import { type Harness, openHarness } from '../harness'
import { type Operation, operation } from '../properties/operations'
import { createPerformer } from '../properties/performer'
import { type Failure, searched } from '../properties/round'
import { apply } from './calls'
import type { ModelJob } from './jobs'
import { createModel, type Model } from './model'
import { firstReason } from './reasons'

/** null: they agreed all the way. */
export async function compareRound(seed: number, length: number): Promise<Failure | null> {
  return await searched(seed, fc.array(operation('modelled'), { minLength: length, maxLength: length }), compared)
}

async function compared(operations: readonly Operation[]): Promise<Failure | null> {
  const harness = await openHarness()
  const performer = createPerformer(harness)
  const model = createModel()
  const calls: Failure['calls'] = []
  try {
    for (const operation of operations) {
      const call = await performer.callOf(operation)
      if (call.do !== 'nothing') calls.push(call)
      const answer = await performer.perform(call)
      const isGranted = apply(model, call, answer)
      const findings = await differences(harness, model)
      if (isGranted !== answer.isGranted)
        findings.unshift(`the model ${isGranted ? 'grants' : 'refuses'} it, the engine does not`)
      if (findings.length > 0) return { calls, findings }
    }
    return null
  } finally {
    await harness.close()
  }
}

async function differences(harness: Harness, model: Model): Promise<string[]> {
  const page = await harness.jobs.query({ limit: 500 })
  if (!page.ok) throw new Error(page.refusal.code)
  const engine = new Map(page.value.rows.map((view): [string, string] => [view.id, ofEngine(view)]))
  const ids = new Set([...engine.keys(), ...model.jobs.keys()])
  const paused = await pauseFindings(harness, model)
  return [...paused, ...ids].flatMap((id) => {
    const job = model.jobs.get(id)
    const there = engine.get(id) ?? 'nothing'
    const here = job === undefined ? 'nothing' : ofModel(model, job)
    return there === here ? [] : [`${id}: engine ${there}`, `${' '.repeat(id.length)}   model ${here}`]
  })
}

async function pauseFindings(harness: Harness, model: Model): Promise<string[]> {
  const told = (pauses: Model['pauses']): string =>
    pauses
      .map(({ scope, until }) => `${JSON.stringify(scope)} until ${until}`)
      .toSorted()
      .join(', ')
  const there = told(await harness.jobs.pauses())
  const here = told(model.pauses)
  return there === here ? [] : [`pauses: engine ${there}`, `        model ${here}`]
}

const line = (state: string, attempts: number, failures: number, dueAt: number | null, reason: string | null): string =>
  `${state}, ${attempts} attempts, ${failures} failures, due ${dueAt ?? 'never'}, ${reason ?? 'no reason'}`

function ofEngine(view: JobView): string {
  return line(view.state, view.attempts, view.failures, view.nextRunAt, view.reasons[0]?.code ?? null)
}

function ofModel(model: Model, job: ModelJob): string {
  const dueAt = job.state === 'enqueued' ? job.dueAt : null
  return line(job.state, job.attempts, job.failures, dueAt, firstReason(model, job))
}
