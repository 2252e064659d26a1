// What people do to jobs by hand: cancel, run now, pause, skip, retry, look them up (scenarios K, COND-4, COND-9, D21).
import { afterEach, describe, expect, it } from 'vitest'
import { again, codeOf, fail, hang, hours, idOf, minutes, ok, oneTime, periodic } from '../../testing/builders'
import { T0 } from '../../testing/fakesWorld'
import { type Harness, type HarnessOptions, openHarness } from '../../testing/harness'

let h: Harness
const open = async (options: HarnessOptions = {}): Promise<Harness> => {
  h = await openHarness(options)
  return h
}
const enqueue = async (kind: string, more = {}): Promise<string> => idOf(await h.jobs.enqueue([oneTime(kind, more)]))
const reasons = async (id: string): Promise<string[]> => (await h.view(id)).reasons.map((reason) => reason.code)

afterEach(async () => await h.close())

describe('cancel', () => {
  it('SC-140 a running job is cancelled at once; what it returns later is ignored', async () => {
    await open()
    h.handle('a', hang)
    const id = await enqueue('a')
    await h.jobs.cancel(id)
    expect(await h.view(id)).toMatchObject({ state: 'cancelled', stopReason: 'cancelled', output: null })
    expect(h.history(id)).toMatchObject([{ result: 'stopped', stopReason: 'cancelled' }])
  })

  it('SC-141 by tag reaches dependents without the tag, and not what has ended', async () => {
    await open()
    h.handle('a', (run) => (run.tags.includes('hang') ? hang(run) : ok()))
    const done = await enqueue('a', { tags: ['t'] })
    const root = idOf(await h.jobs.enqueueUnique('n', 'keep', [oneTime('a', { tags: ['t', 'hang'] })]))
    const child = idOf(await h.jobs.enqueueUnique('n', 'append', [oneTime('a')]))
    const other = await enqueue('a', { tags: ['hang'] })
    expect(await h.jobs.cancelByTag('t')).toEqual({ ok: true, value: { cancelled: 2 } })
    const states = await Promise.all([done, root, child, other].map(async (id) => (await h.view(id)).state))
    expect(states).toEqual(['succeeded', 'cancelled', 'cancelled', 'running'])
  })

  it('SC-142 by name leaves finished ones; SC-144 unknown ids are a success', async () => {
    await open()
    h.handle('a', () => ok())
    const done = idOf(await h.jobs.enqueueUnique('n', 'keep', [oneTime('a')]))
    const waiting = idOf(await h.jobs.enqueueUnique('n', 'append', [oneTime('a', { initialDelayMs: 1_000 })]))
    await h.jobs.cancelUnique('n')
    expect([(await h.view(done)).state, (await h.view(waiting)).state]).toEqual(['succeeded', 'cancelled'])
    expect(await h.jobs.cancel('nobody')).toEqual({ ok: true, value: { cancelled: 0 } })
  })

  it('SC-145 a job that had been stopped before loses that stop reason', async () => {
    await open({ device: { charging: true } })
    h.handle('a', hang)
    const id = await enqueue('a', { constraints: { charging: true } })
    await h.setDevice({ charging: false })
    await h.jobs.cancel(id)
    expect(await h.view(id)).toMatchObject({ state: 'cancelled', stopReason: null })
  })

  it('all reaches every unfinished job', async () => {
    await open()
    await h.jobs.enqueue(Array.from({ length: 2_500 }, () => oneTime('a', { initialDelayMs: hours(1) })))
    expect(await h.jobs.cancelAll()).toEqual({ ok: true, value: { cancelled: 2_500 } })
  })
})

describe('run now', () => {
  it('COND-4 starts at once over soft and metered holds, and history names each', async () => {
    await open({ device: { network: 'metered' } })
    h.handle('a', hang)
    const constraints = { charging: true, idle: true, network: 'unmetered' } as const
    const id = idOf(
      await h.jobs.enqueueUniquePeriodic(
        'a',
        'keep',
        periodic('a', hours(1), { constraints, initialDelayMs: hours(1) }),
      ),
    )
    const reply = await h.jobs.runNow(id)
    expect(reply).toEqual({ ok: true, value: { overrides: ['not_due', 'on_battery', 'metered', 'not_idle'] } })
    expect(h.runs('a')[0]).toMatchObject({ startedAt: T0, trigger: 'user' })
    await h.setDevice({ charging: true })
    await h.setDevice({ charging: false })
    expect((await h.view(id)).state).toBe('running')
    await h.jobs.cancel(id)
    expect(h.history(id)[0]?.marks).toEqual([
      'override:not_due',
      'override:on_battery',
      'override:metered',
      'override:not_idle',
    ])
  })

  it('D21 its first run ends period 0', async () => {
    await open({ device: { charging: true } })
    h.handle('a', () => ok())
    const id = idOf(
      await h.jobs.enqueueUniquePeriodic('a', 'keep', periodic('a', minutes(15), { initialDelayMs: minutes(5) })),
    )
    await h.advance(minutes(1))
    await h.jobs.runNow(id)
    expect(await h.view(id)).toMatchObject({ periodCount: 1, nextRunAt: T0 + minutes(16) })
  })

  it('runs over a backoff, and never what must not be run over', async () => {
    await open()
    h.handle('a', again)
    const id = await enqueue('a')
    expect(await h.jobs.runNow(id)).toEqual({ ok: true, value: { overrides: ['backoff'] } })
    expect(h.runs('a')).toHaveLength(2)
    await h.jobs.pause({ type: 'all' }, null)
    expect(codeOf(await h.jobs.runNow(id))).toBe('paused_by_user')
    await h.jobs.resume({ type: 'all' })
    await h.setDevice({ network: 'none' })
    const offline = await enqueue('a', { constraints: { network: 'connected' } })
    expect(codeOf(await h.jobs.runNow(offline))).toBe('offline')
    await h.setPreferences({ backgroundWork: false })
    expect(codeOf(await h.jobs.runNow(id))).toBe('disabled')
  })

  it('is refused for what runs, what is over and what is not there', async () => {
    await open()
    h.handle('a', hang)
    const id = await enqueue('a')
    expect(codeOf(await h.jobs.runNow(id))).toBe('already_running')
    await h.jobs.cancel(id)
    expect(codeOf(await h.jobs.runNow(id))).toBe('finished')
    expect(codeOf(await h.jobs.runNow('nobody'))).toBe('unknown_job')
  })

  it('goes first when a slot comes free, and counts for that run only', async () => {
    await open({ slots: 1 })
    h.handle('a', (run) => (run.input === 'first' ? hang(run) : again()))
    const first = await enqueue('a', { input: 'first' })
    await enqueue('a', { priority: 'high' })
    const asked = await enqueue('a', { priority: 'low', constraints: { charging: true } })
    await h.jobs.runNow(asked)
    expect(await reasons(asked)).toEqual(['concurrency'])
    await h.jobs.cancel(first)
    expect(h.runs('a')[1]?.jobId).toBe(asked)
    await h.advance(minutes(2))
    expect(await reasons(asked)).toEqual(['on_battery'])
  })
})

describe('pause', () => {
  it('COND-9 stops what runs, survives a restart, and ends by itself on time', async () => {
    await open()
    h.handle('a', hang)
    const id = await enqueue('a')
    await h.jobs.pause({ type: 'all' }, T0 + hours(1))
    expect(await h.view(id)).toMatchObject({ state: 'enqueued', stopReason: 'paused' })
    expect((await h.view(id)).reasons).toEqual([{ code: 'paused_by_user', since: T0, until: T0 + hours(1) }])
    await h.restart()
    expect(await reasons(id)).toEqual(['paused_by_user'])
    await h.advance(hours(1) - 1)
    expect(h.runs('a')).toHaveLength(1)
    await h.advance(1)
    expect(h.runs('a')).toHaveLength(2)
    expect(await h.jobs.pauses()).toEqual([])
  })

  it('COND-9 the end of an automatic hold never ends it', async () => {
    await open({ device: { network: 'none' } })
    h.handle('a', () => ok())
    const id = await enqueue('a', { constraints: { network: 'connected' } })
    await h.jobs.pause({ type: 'job', id }, null)
    await h.setDevice({ network: 'unmetered' })
    await h.advance(minutes(10))
    expect(await reasons(id)).toEqual(['paused_by_user'])
    await h.jobs.resume({ type: 'job', id })
    expect((await h.view(id)).state).toBe('succeeded')
  })

  it.each([
    ['kind', { type: 'kind', kind: 'a' }],
    ['source', { type: 'source', id: 's' }],
  ] as const)('of one %s leaves the others alone', async (_, scope) => {
    await open()
    h.handle('a', () => ok())
    h.handle('b', () => ok())
    await h.jobs.pause(scope, null)
    const held = await enqueue('a', { sourceId: 's' })
    expect(await reasons(held)).toEqual(['paused_by_user'])
    expect((await h.view(await enqueue('b', { sourceId: 't' }))).state).toBe('succeeded')
    await h.jobs.resume(scope)
    expect((await h.view(held)).state).toBe('succeeded')
  })

  it('of one job ends on time too, and goes with the job', async () => {
    await open()
    h.handle('a', () => ok())
    const id = await enqueue('a', { initialDelayMs: 1_000 })
    await h.jobs.pause({ type: 'job', id }, T0 + minutes(5))
    await h.advance(minutes(5))
    expect((await h.view(id)).state).toBe('succeeded')
    const other = await enqueue('a', { initialDelayMs: 1_000 })
    await h.jobs.pause({ type: 'job', id: other }, null)
    await h.jobs.cancel(other)
    expect(await h.jobs.pauses()).toEqual([])
  })

  it('COND-9 of a job that fails with the one before it leaves no row behind', async () => {
    await open()
    h.handle('a', () => fail())
    const parent = oneTime('a', { initialDelayMs: minutes(1) })
    const steps = await h.jobs
      .begin([parent])
      .then([oneTime('a')])
      .enqueue()
    const [, child = ''] = steps.ok ? steps.value.ids : []
    await h.jobs.pause({ type: 'job', id: child }, null)
    await h.advance(minutes(1))
    expect((await h.view(child)).state).toBe('failed')
    expect(await h.jobs.pauses()).toEqual([])
  })

  it('COND-9 that meets the end of its run in the same turn leaves no row behind', async () => {
    await open()
    h.handle('a', hang)
    const id = await enqueue('a')
    const [run] = h.runs('a')
    const pausing = h.jobs.pause({ type: 'job', id }, null)
    h.engine().runnerEvent({ type: 'ended', attemptId: run?.attemptId ?? '', outcome: ok(), sums: {} })
    await pausing
    expect((await h.view(id)).state).toBe('succeeded')
    expect(await h.jobs.pauses()).toEqual([])
  })
})

describe('skip and retry', () => {
  it('the next run is skipped, and history says so', async () => {
    await open({ device: { charging: true } })
    h.handle('a', () => ok())
    const id = idOf(await h.jobs.enqueueUniquePeriodic('a', 'keep', periodic('a', minutes(15))))
    expect(await h.jobs.skipNext(id)).toEqual({ ok: true, value: { nextRunAt: T0 + minutes(30) } })
    await h.advance(minutes(30))
    expect(h.runs('a').map((run) => run.startedAt - T0)).toEqual([0, minutes(30)])
    expect(h.history(id).map((row) => row.result)).toEqual(['ran', 'skipped', 'ran'])
  })

  it('skipping takes a run now back that has not begun', async () => {
    await open({ slots: 1, device: { charging: true } })
    h.handle('a', (run) => (run.input === 'first' ? hang(run) : ok()))
    const first = await enqueue('a', { input: 'first' })
    const id = idOf(await h.jobs.enqueueUniquePeriodic('n', 'keep', periodic('a', minutes(15))))
    await h.jobs.runNow(id)
    expect(await h.jobs.skipNext(id)).toEqual({ ok: true, value: { nextRunAt: T0 + minutes(15) } })
    await h.jobs.cancel(first)
    expect(h.runs('a')).toHaveLength(1)
    expect(await reasons(id)).toEqual(['not_due'])
    await h.advance(minutes(15))
    expect(h.history(id).map(({ result, trigger, marks }) => [result, trigger, marks])).toEqual([
      ['skipped', 'schedule', ['skipped']],
      ['ran', 'schedule', []],
    ])
  })

  it('D20 a job that is tried again waits and stops as any automatic one, where run now does not', async () => {
    await open({ device: { idle: true }, preferences: { onlyWhenIdle: true } })
    h.handle('a', (run) => (run.input === 'fails' && h.runs('a').length === 1 ? fail() : hang(run)))
    const failed = await enqueue('a', { input: 'fails' })
    await h.setDevice({ idle: false })
    const reply = await h.jobs.retry(failed)
    const id = reply.ok ? reply.value.id : ''
    expect(await reasons(id)).toEqual(['not_idle'])
    await h.setPreferences({ onlyWhenIdle: false })
    expect((await h.view(id)).state).toBe('running')
    await h.setPreferences({ onlyWhenIdle: true })
    expect(await h.view(id)).toMatchObject({ state: 'enqueued', stopReason: 'idle' })
    await h.jobs.runNow(id)
    await h.setPreferences({ onlyWhenIdle: false })
    await h.setPreferences({ onlyWhenIdle: true })
    expect((await h.view(id)).state).toBe('running')
  })

  it('a skipped point of a grid stays skipped over a restart', async () => {
    await open({ startAt: Date.UTC(2026, 5, 1, 12), device: { charging: true } })
    h.handle('a', () => ok())
    const schedule = { cron: '0 3 * * *', timeZone: 'UTC' }
    const id = idOf(await h.jobs.enqueueUniquePeriodic('a', 'keep', { kind: 'a', input: {}, schedule }))
    const nextRunAt = Date.UTC(2026, 5, 3, 3)
    expect(await h.jobs.skipNext(id)).toEqual({ ok: true, value: { nextRunAt } })
    await h.restart()
    await h.advance(hours(48))
    expect(h.runs('a').map((run) => run.startedAt)).toEqual([nextRunAt])
    expect((await h.view(id)).nextRunAt).toBe(nextRunAt + hours(24))
  })

  it('a failed job becomes a new one; the problem is over', async () => {
    await open()
    h.handle('a', () => (h.runs('a').length === 1 ? fail() : ok()))
    const id = idOf(await h.jobs.enqueueUnique('n', 'keep', [oneTime('a', { tags: ['t'] })]))
    const reply = await h.jobs.retry(id)
    const next = reply.ok ? reply.value.id : ''
    expect(await h.view(next)).toMatchObject({ state: 'succeeded', tags: ['a', 't'], names: ['n'] })
    expect(h.engine().summary().problems).toEqual([])
    expect(codeOf(await h.jobs.retry(next))).toBe('not_failed')
  })
})
