// Does operations to a harness. Each is first made a call, with the ids of real jobs in it, so that the same call can be put to a model.
// Handlers end when told; which runs are alive is kept here, as the handlers see it and not as the engine believes.
import type { Reply } from '@shared/errors'
import { assertNever } from '@shared/errors'
import type { JobRequest } from '@shared/jobs/job'
import type { Outcome } from '@shared/jobs/outcome'
import type { ChainGraph, PauseScope } from '@shared/queue'
import { again, fail, ok, waitFor } from '../builders'
import type { FakeRun } from '../fakesRunner'
import type { Harness } from '../harness'
import { type Ending, kindNames, type Operation, type ScopeName, type Spec } from './operations'

/** An operation with its jobs named. A pick that finds none is nobody's id. */
export type Call =
  | Exclude<
      Operation,
      { pick: number } | { specs: Spec[] } | { spec: Spec } | { steps: Spec[][] } | { do: 'resume' | 'pause' }
    >
  | { do: 'enqueue'; requests: Request[] }
  | { do: 'unique'; name: string; policy: Extract<Operation, { do: 'unique' }>['policy']; requests: Request[] }
  | { do: 'periodic'; name: string; policy: Extract<Operation, { do: 'periodic' }>['policy']; request: Request }
  | { do: 'chain'; unique: Extract<Operation, { do: 'chain' }>['unique']; steps: Request[][] }
  | { do: 'update'; request: Request }
  | { do: 'end'; id: string; how: Ending }
  | { do: 'pause'; scope: PauseScope; until: number | null }
  | { do: 'resume'; scope: PauseScope }
  | { do: 'cancel' | 'stop' | 'runNow' | 'skipNext' | 'retry'; id: string }
export type Request = JobRequest & { id: string }

export interface Answer {
  isGranted: boolean
  /** Jobs it named: those stored, those kept, the new one of a retry. */
  ids: string[]
}

export interface Performer {
  harness: Harness
  /** Runs whose handler has not come to its end, by attempt. */
  live: ReadonlyMap<string, FakeRun>
  callOf(operation: Operation): Promise<Call>
  perform(call: Call): Promise<Answer>
}

const nothing: Answer = { isGranted: true, ids: [] }
const RATE_LIMIT_MS = 90_000

export function createPerformer(harness: Harness): Performer {
  const live = new Map<string, FakeRun>()
  const endings = new Map<string, (how: Ending) => void>()
  let made = 0

  const ended = (run: FakeRun): void => {
    live.delete(run.attemptId)
    endings.delete(run.attemptId)
  }
  for (const kind of kindNames) {
    const limits = kind === 'single' ? ({ concurrency: 1, timeClass: 'short' } as const) : {}
    harness.handle(
      kind,
      async (run) => {
        if (kind === 'quick') return ok({})
        live.set(run.attemptId, run)
        return await new Promise<Outcome>((resolve, reject) => {
          endings.set(run.attemptId, (how) => {
            ended(run)
            if (how === 'die') run.die()
            else if (how === 'throw') reject(new Error('thrown by a test'))
            else resolve(outcomeOf(how, harness.now()))
          })
          run.signal.addEventListener('abort', () => {
            if (kind !== 'deaf') {
              ended(run)
              resolve(ok())
            }
          })
        })
      },
      limits,
    )
  }

  const request = (spec: Spec): Request => {
    made += 1
    return { ...spec, input: {}, id: `job-${String(made).padStart(4, '0')}` }
  }
  const advance = async (ms: number): Promise<void> => {
    // As the app's own alarm does: after a jump or a sleep what is left of a wait is measured anew by the wall clock.
    for (let left = ms; ; ) {
      const untilAlarm = Math.max(1, (harness.alarmAt() ?? Number.POSITIVE_INFINITY) - harness.now())
      const step = Math.min(left, untilAlarm)
      await harness.advance(step)
      forgetKilled(live, harness, ended)
      left -= step
      if (step === untilAlarm) {
        harness.engine().alarmFired()
        await harness.settle()
      }
      if (left <= 0) return
    }
  }
  return {
    harness,
    live,
    callOf: async (operation) => await callOf(harness, live, operation, request),
    perform: async (call) => {
      if (call.do === 'advance') {
        await advance(call.ms)
        return nothing
      }
      if (call.do === 'end') {
        const run = [...live.values()].find((of) => of.jobId === call.id)
        endings.get(run?.attemptId ?? '')?.(call.how)
        await harness.settle()
        return nothing
      }
      if (call.do === 'restart') {
        live.clear()
        endings.clear()
      }
      return await ask(harness, call)
    },
  }
}

/** A run whose grace is over was killed, whatever its handler does. */
function forgetKilled(live: ReadonlyMap<string, FakeRun>, harness: Harness, ended: (run: FakeRun) => void): void {
  const ids = new Set(harness.db().prepare('SELECT id FROM attempts').pluck().all())
  for (const run of live.values()) if (run.stopReason !== null && !ids.has(run.attemptId)) ended(run)
}

function outcomeOf(how: Exclude<Ending, 'die' | 'throw'>, now: number): Outcome {
  switch (how) {
    case 'ok':
      return ok({ at: 1 })
    case 'fail':
      return fail()
    case 'again':
      return again()
    case 'offline':
    case 'auth_required':
      return waitFor(how)
    case 'rate_limited':
      return waitFor(how, 'job', now + RATE_LIMIT_MS)
    default:
      return assertNever(how)
  }
}

async function callOf(
  harness: Harness,
  live: ReadonlyMap<string, FakeRun>,
  operation: Operation,
  request: (spec: Spec) => Request,
): Promise<Call> {
  const chosen = <T>(from: readonly T[], pick: number): T | undefined => from[pick % Math.max(1, from.length)]
  const someJob = async (pick: number): Promise<string> => {
    const all = harness.db().prepare<[], string>('SELECT id FROM jobs ORDER BY enqueued_at, id').pluck().all()
    return await Promise.resolve(chosen(all, pick) ?? 'nobody')
  }
  const scopeOf = async (scope: ScopeName, pick: number): Promise<PauseScope> => {
    if (scope === 'all') return { type: 'all' }
    if (scope === 'kind') return { type: 'kind', kind: chosen(kindNames, pick) ?? 'told' }
    return { type: 'job', id: await someJob(pick) }
  }
  switch (operation.do) {
    case 'enqueue':
      return { do: 'enqueue', requests: operation.specs.map(request) }
    case 'unique': {
      const { name, policy } = operation
      return { do: 'unique', name, policy, requests: operation.specs.map(request) }
    }
    case 'periodic': {
      const { name, policy } = operation
      return { do: 'periodic', name, policy, request: request(operation.spec) }
    }
    case 'chain':
      return { ...operation, steps: operation.steps.map((specs) => specs.map(request)) }
    case 'update':
      return { do: 'update', request: { ...operation.spec, input: {}, id: await someJob(operation.pick) } }
    case 'end': {
      const running = [...live.values()].map((run) => run.jobId)
      return { do: 'end', id: chosen(running, operation.pick) ?? 'nobody', how: operation.how }
    }
    case 'pause': {
      const until = operation.forMs === null ? null : harness.now() + operation.forMs
      return { do: 'pause', scope: await scopeOf(operation.scope, operation.pick), until }
    }
    case 'resume':
      return { do: 'resume', scope: await scopeOf(operation.scope, operation.pick) }
    case 'cancel':
    case 'stop':
    case 'runNow':
    case 'skipNext':
    case 'retry':
      return { do: operation.do, id: await someJob(operation.pick) }
    default:
      return operation
  }
}

async function ask(harness: Harness, call: Exclude<Call, { do: 'advance' | 'end' }>): Promise<Answer> {
  const { jobs } = harness
  switch (call.do) {
    case 'nothing':
      return nothing
    case 'enqueue':
      return answerOf(await jobs.enqueue(call.requests))
    case 'unique':
      return answerOf(await jobs.enqueueUnique(call.name, call.policy, call.requests))
    case 'periodic':
      return answerOf(await jobs.enqueueUniquePeriodic(call.name, call.policy, call.request))
    case 'chain':
      return answerOf(await jobs.enqueueChain(graphOf(call)))
    case 'update':
      return answerOf(await jobs.update(call.request))
    case 'cancel':
      return answerOf(await jobs.cancel(call.id))
    case 'stop':
      return answerOf(await jobs.stop(call.id))
    case 'cancelUnique':
      return answerOf(await jobs.cancelUnique(call.name))
    case 'cancelByTag':
      return answerOf(await jobs.cancelByTag(call.tag))
    case 'cancelAll':
      return answerOf(await jobs.cancelAll())
    case 'prune':
      return answerOf(await jobs.prune())
    case 'runNow':
      return answerOf(await jobs.runNow(call.id))
    case 'skipNext':
      return answerOf(await jobs.skipNext(call.id))
    case 'retry':
      return answerOf(await jobs.retry(call.id))
    case 'pause':
      return answerOf(await jobs.pause(call.scope, call.until))
    case 'resume':
      return answerOf(await jobs.resume(call.scope))
    default:
      await happen(harness, call)
      return nothing
  }
}

function graphOf({ unique, steps }: Extract<Call, { do: 'chain' }>): ChainGraph {
  return {
    steps: steps.map((requests, place) => ({
      requests,
      after: steps[place - 1]?.map(({ id }) => id) ?? [],
      unique: unique && { name: unique.name, policy: place === 0 ? unique.policy : null },
    })),
  }
}

type Happening = Extract<Call, { do: 'jump' | 'suspend' | 'restart' | 'device' | 'settings' | 'signedIn' }>

async function happen(harness: Harness, call: Happening): Promise<void> {
  switch (call.do) {
    case 'jump':
      return await harness.jump(call.ms)
    case 'suspend':
      return await harness.suspend(call.ms)
    case 'restart':
      return await harness.restart()
    case 'device':
      return await harness.setDevice(call.change)
    case 'settings':
      return await harness.setPreferences(call.change)
    case 'signedIn':
      harness.engine().releaseHold({ reason: 'auth_required' })
      return await harness.settle()
    default:
      assertNever(call)
  }
}

function answerOf(reply: Reply<unknown>): Answer {
  if (!reply.ok) return { isGranted: false, ids: [] }
  const { value } = reply
  if (typeof value !== 'object' || value === null) return nothing
  if ('ids' in value) return { isGranted: true, ids: value.ids as string[] }
  return { isGranted: true, ids: 'id' in value ? [value.id as string] : [] }
}
