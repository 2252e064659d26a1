// Whatever is done to the engine in whatever order, some things stay true: a reason for everything that waits (COND-1), no two attempts of
// a job or a name, history for every attempt, nothing left to do. Random operations, real store, restarts among them.
import { isFinished, type JobView } from '@shared/jobs/job'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { again, fail, ok, oneTime, periodic, seconds, waitFor } from '../../testing/builders'
import type { FakeRun } from '../../testing/fakesRunner'
import { type Harness, openHarness } from '../../testing/harness'

const KINDS = ['a', 'b']
const constraints = fc.constantFrom({}, { charging: true }, { network: 'connected' as const }, { idle: true })
const operation = fc.oneof(
  fc.record({ do: fc.constant('enqueue' as const), kind: fc.constantFrom(...KINDS), constraints }),
  fc.record({
    do: fc.constant('unique' as const),
    kind: fc.constantFrom(...KINDS),
    policy: fc.constantFrom('keep' as const, 'replace' as const, 'append' as const, 'appendOrReplace' as const),
    constraints,
  }),
  fc.record({
    do: fc.constant('periodic' as const),
    policy: fc.constantFrom('keep' as const, 'replace' as const, 'update' as const),
  }),
  fc.record({ do: fc.constant('end' as const), how: fc.constantFrom('ok', 'fail', 'again', 'wait', 'die') }),
  fc.record({ do: fc.constant('advance' as const), s: fc.constantFrom(1, 2, 5, 30, 120, 1_000) }),
  fc.record({ do: fc.constant('device' as const), charging: fc.boolean(), online: fc.boolean(), idle: fc.boolean() }),
  fc.record({ do: fc.constant('suspend' as const), s: fc.constantFrom(60, 7_200) }),
  fc.record({ do: fc.constantFrom('cancel' as const, 'pause' as const, 'resume' as const, 'runNow' as const) }),
  fc.record({ do: fc.constantFrom('restart' as const, 'back' as const, 'blink' as const) }),
)
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never

interface Watch {
  live: Map<string, FakeRun>
  ends: Map<string, (how: string) => void>
}

function handleAll(h: Harness, watch: Watch): void {
  for (const kind of [...KINDS, 'p']) {
    h.handle(kind, async (run) => {
      for (const other of watch.live.values()) expect(other.jobId, 'two attempts of one job').not.toBe(run.jobId)
      watch.live.set(run.attemptId, run)
      const outcome = await new Promise<ReturnType<typeof ok>>((resolve) => {
        watch.ends.set(run.attemptId, (how) => {
          watch.live.delete(run.attemptId)
          watch.ends.delete(run.attemptId)
          if (how === 'die') run.die()
          resolve(how === 'fail' ? fail() : how === 'again' ? again() : how === 'wait' ? waitFor('offline') : ok())
        })
        // Kind b hears no stop: only the end of its grace ends it.
        run.signal.addEventListener('abort', () => {
          if (kind === 'b') watch.live.delete(run.attemptId)
          else watch.ends.get(run.attemptId)?.('ok')
        })
      })
      return outcome
    })
  }
}

async function perform(h: Harness, watch: Watch, op: Operation): Promise<void> {
  const unfinished = async (): Promise<string | undefined> => {
    const page = await h.jobs.query({ states: ['enqueued', 'running', 'blocked'] })
    return page.ok ? page.value.rows[0]?.id : undefined
  }
  switch (op.do) {
    case 'enqueue':
      return void (await h.jobs.enqueue([oneTime(op.kind, { constraints: op.constraints })]))
    case 'unique':
      return void (await h.jobs.enqueueUnique('n', op.policy, [oneTime(op.kind, { constraints: op.constraints })]))
    case 'periodic':
      return void (await h.jobs.enqueueUniquePeriodic('p', op.policy, periodic('p', 60_000)))
    case 'end':
      watch.ends.values().next().value?.(op.how)
      return await h.settle()
    case 'advance':
      return await h.advance(seconds(op.s))
    case 'device':
      return await h.setDevice({ charging: op.charging, network: op.online ? 'unmetered' : 'none', idle: op.idle })
    case 'suspend':
      return await h.suspend(seconds(op.s))
    case 'cancel':
      return void (await h.jobs.cancel((await unfinished()) ?? 'nobody'))
    case 'pause':
      return void (await h.jobs.pause({ type: 'all' }, h.now() + seconds(90)))
    case 'resume':
      return void (await h.jobs.resume({ type: 'all' }))
    case 'blink':
      await h.jobs.pause({ type: 'all' }, null)
      return void (await h.jobs.resume({ type: 'all' }))
    case 'runNow':
      return void (await h.jobs.runNow((await unfinished()) ?? 'nobody'))
    case 'back':
      return await h.jump(-seconds(600))
    case 'restart':
      watch.live.clear()
      watch.ends.clear()
      return await h.restart()
  }
}

async function check(h: Harness): Promise<void> {
  expect(h.errors()).toEqual([])
  const page = await h.jobs.query({ limit: 500 })
  const jobs: JobView[] = page.ok ? page.value.rows : []
  const attempts = h.db().prepare('SELECT job_id, stop_reason FROM attempts').all() as {
    job_id: string
    stop_reason: string | null
  }[]
  for (const job of jobs) {
    const isQuiet = job.state === 'running' || isFinished(job.state)
    expect(job.reasons.length > 0, `${job.state} with ${job.reasons.length} reasons`).toBe(!isQuiet)
    const owned = attempts.some((attempt) => attempt.job_id === job.id && attempt.stop_reason === null)
    expect(owned, `${job.state} and ${owned ? '' : 'not '}owned`).toBe(job.state === 'running')
  }
  expect(attempts.length).toBeLessThanOrEqual(2)
  const isPending = jobs.some((job) => job.state === 'enqueued' || job.state === 'running')
  if (isPending) expect(h.alarmAt()).not.toBeNull()
  const changes = (): number => h.db().prepare('SELECT total_changes()').pluck().get() as number
  const before = changes()
  h.engine().alarmFired()
  await h.settle()
  expect(changes(), 'D25 planning again yields nothing').toBe(before)
}

describe('the engine', () => {
  it('keeps its invariants through anything', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 40 }), async (operations) => {
        const h = await openHarness()
        const watch: Watch = { live: new Map(), ends: new Map() }
        handleAll(h, watch)
        for (const op of operations) {
          await perform(h, watch, op)
          await check(h)
        }
        await h.close()
      }),
      { numRuns: 60 },
    )
    expect.hasAssertions()
  }, 60_000)

  it('D6 a change of the device writes no job, however many wait', async () => {
    const h = await openHarness({ device: { charging: true, network: 'none' } })
    h.handle('a', () => ok())
    await h.jobs.enqueue(Array.from({ length: 2_000 }, () => oneTime('a', { constraints: { network: 'connected' } })))
    const changes = (): number => h.db().prepare('SELECT total_changes()').pluck().get() as number
    const before = changes()
    await h.setDevice({ network: 'connected-unvalidated' })
    await h.setDevice({ network: 'none', charging: false })
    expect(changes()).toBe(before)
    await h.close()
  })
})
