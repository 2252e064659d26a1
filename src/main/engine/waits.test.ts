// The fourth outcome (D13): what it holds, how the hold ends, and going first after a resume (D17, COND-7), and freshness.
import type { Outcome } from '@shared/jobs/outcome'
import { afterEach, describe, expect, it } from 'vitest'
import {
  codeOf,
  hang,
  hours,
  idOf,
  minutes,
  ok,
  oneTime,
  periodic,
  seconds,
  told,
  waitFor,
} from '../../testing/builders'
import { T0 } from '../../testing/fakesWorld'
import { type Harness, type HarnessOptions, openHarness } from '../../testing/harness'
import type { SourceSwitch } from './ports'

let h: Harness
const source = (id: string, more: Partial<SourceSwitch> = {}): SourceSwitch => ({
  id,
  enabled: true,
  constraints: {},
  origin: 'https://one.example',
  everyMs: minutes(15),
  lastSuccessAt: null,
  ...more,
})
const open = async (options: HarnessOptions = {}): Promise<Harness> => {
  h = await openHarness({ device: { charging: true }, ...options })
  return h
}
const enqueue = async (kind: string, more = {}): Promise<string> => idOf(await h.jobs.enqueue([oneTime(kind, more)]))
const reasons = async (id: string): Promise<string[]> => (await h.view(id)).reasons.map((reason) => reason.code)

afterEach(async () => await h.close())

describe('wait', () => {
  it('holds the job until its time, uncharged and without backoff', async () => {
    await open()
    h.handle('a', (run) => (run.attempt === 0 ? waitFor('rate_limited', 'job', T0 + minutes(7)) : ok()))
    const id = await enqueue('a')
    expect(await h.view(id)).toMatchObject({ state: 'enqueued', attempts: 1, failures: 0, nextRunAt: T0 + minutes(7) })
    expect((await h.view(id)).reasons).toEqual([{ code: 'rate_limited', since: T0, until: T0 + minutes(7) }])
    expect(h.history(id)).toMatchObject([{ result: 'waited' }])
    expect(codeOf(await h.jobs.runNow(id))).toBe('rate_limited')
    await h.advance(minutes(7))
    expect((await h.view(id)).state).toBe('succeeded')
  })

  it('holds an origin for all of its sources, and no other', async () => {
    const sources = [source('s'), source('t'), source('u', { origin: 'https://two.example' })]
    await open({ sources })
    h.handle('a', (run) => (run.input === 'wait' ? waitFor('rate_limited', 'origin', T0 + minutes(3)) : ok()))
    const first = await enqueue('a', { sourceId: 's', input: 'wait' })
    const same = await enqueue('a', { sourceId: 't' })
    const other = await enqueue('a', { sourceId: 'u' })
    expect(await reasons(first)).toEqual(['rate_limited'])
    expect(await reasons(same)).toEqual(['rate_limited'])
    expect((await h.view(other)).state).toBe('succeeded')
    await h.restart()
    expect(await reasons(same)).toEqual(['rate_limited'])
    await h.advance(minutes(3))
    expect((await h.view(same)).state).toBe('succeeded')
  })

  it('auth_required holds the source until the user has signed in, and is a problem until then', async () => {
    await open({ sources: [source('s')] })
    let outcome: Outcome = waitFor('auth_required', 'source')
    h.handle('a', () => outcome)
    const id = idOf(await h.jobs.enqueueUniquePeriodic('p', 'keep', periodic('a', minutes(15), { sourceId: 's' })))
    expect(await reasons(id)).toEqual(['auth_required'])
    expect(h.engine().summary()).toMatchObject({
      problems: [{ jobId: id, code: 'auth_required' }],
      waiting: [{ code: 'auth_required', count: 1 }],
    })
    await h.advance(hours(24))
    expect(h.runs('a')).toHaveLength(1)
    outcome = ok()
    h.engine().releaseHold({ reason: 'auth_required', sourceId: 's' })
    await h.settle()
    expect(h.runs('a')).toHaveLength(2)
    expect(h.engine().summary().problems).toEqual([])
    expect(h.events().filter((event) => event.type === 'recovered')).toEqual([{ type: 'recovered', jobId: id }])
  })

  it('D29 needs_you holds periodic work until Retry, and is a problem until then', async () => {
    await open({ sources: [source('s')] })
    let outcome: Outcome = waitFor('needs_you')
    h.handle('a', () => outcome)
    const id = idOf(await h.jobs.enqueueUniquePeriodic('p', 'keep', periodic('a', minutes(15), { sourceId: 's' })))
    expect(await reasons(id)).toContain('needs_you')
    expect(h.engine().summary().problems).toMatchObject([{ jobId: id }])
    await h.advance(hours(24))
    expect(h.runs('a')).toHaveLength(1)
    outcome = ok()
    expect((await h.jobs.retry(id)).ok).toBe(true)
    await h.settle()
    expect(h.runs('a')).toHaveLength(2)
    expect(h.engine().summary().problems).toEqual([])
  })

  it('D29 needs_you ends one-time work as failed, which Retry begins anew', async () => {
    await open()
    h.handle('a', () => waitFor('needs_you'))
    expect((await h.view(await enqueue('a'))).state).toBe('failed')
  })

  it('P23 offline burns nothing; it resumes when the network is back', async () => {
    await open()
    h.handle('a', (run) => (run.attempt === 0 ? waitFor('offline') : ok()))
    const id = await enqueue('a')
    await h.setDevice({ network: 'none' })
    await h.setDevice({ network: 'unmetered' })
    await h.advance(seconds(1))
    expect(await h.view(id)).toMatchObject({ state: 'succeeded', failures: 0 })
  })

  it('a time that has passed is no time: nothing spins', async () => {
    await open()
    h.handle('a', () => waitFor('rate_limited', 'job', T0 - 1))
    await enqueue('a')
    await h.advance(minutes(10))
    expect(h.runs('a')).toHaveLength(11)
  })

  it('a job that has no origin to hold waits by itself', async () => {
    await open()
    h.handle('a', () => waitFor('service_down', 'origin'))
    const id = await enqueue('a')
    expect((await h.view(id)).reasons).toEqual([{ code: 'service_down', since: T0, until: T0 + minutes(15) }])
  })
})

describe('after a resume', () => {
  const onNetwork = { constraints: { network: 'connected' } as const }

  it('D17 one job of an origin goes first, the others follow its success', async () => {
    await open({ sources: [source('s'), source('t'), source('u', { origin: 'https://two.example' })], slots: 4 })
    const { handler, end } = told()
    h.handle('a', handler)
    for (const sourceId of ['s', 't', 'u']) await enqueue('a', { ...onNetwork, sourceId, initialDelayMs: hours(1) })
    await h.suspend(hours(2))
    expect(h.runs('a').map((run) => run.sourceId)).toEqual(['s', 'u'])
    const waiting = await h.jobs.query({ sourceIds: ['t'] })
    expect(waiting.ok && waiting.value.rows[0]?.reasons).toMatchObject([{ code: 'settling' }])
    end(ok())
    await h.settle()
    expect(h.runs('a').map((run) => run.sourceId)).toEqual(['s', 'u', 't'])
  })

  it('D17 or 30 s', async () => {
    await open({ sources: [source('s'), source('t')], slots: 4 })
    h.handle('a', hang)
    for (const sourceId of ['s', 't']) await enqueue('a', { ...onNetwork, sourceId, initialDelayMs: hours(1) })
    await h.suspend(hours(2))
    await h.advance(seconds(30) - 1)
    expect(h.runs('a')).toHaveLength(1)
    await h.advance(1)
    expect(h.runs('a')).toHaveLength(2)
  })
})

describe('freshness', () => {
  const sync = (id: string, more = {}) =>
    periodic('feed.sync', minutes(15), { sourceId: id, input: { sourceId: id }, initialDelayMs: minutes(5), ...more })

  it('D17 makes each enabled source that is older than its interval due, with that trigger', async () => {
    const sources = [
      source('old'),
      source('fresh', { lastSuccessAt: T0 - minutes(1) }),
      source('off', { enabled: false }),
    ]
    await open({ sources })
    h.handle('feed.sync', () => ok())
    for (const { id } of sources) await h.jobs.enqueueUniquePeriodic(id, 'keep', sync(id))
    expect(h.engine().freshen()).toBe(1)
    await h.settle()
    expect(h.runs('feed.sync')).toMatchObject([{ sourceId: 'old', trigger: 'freshness' }])
    expect(h.engine().freshen()).toBe(0)
  })

  it('D17 overrides no hold', async () => {
    await open({ sources: [source('old')], device: { charging: false, batteryLevel: 10 } })
    h.handle('feed.sync', () => ok())
    const id = idOf(await h.jobs.enqueueUniquePeriodic('old', 'keep', sync('old')))
    h.engine().freshen()
    await h.settle()
    expect(await reasons(id)).toEqual(['battery_low'])
  })

  it('unlocking and resuming freshen by themselves; success counts for the source', async () => {
    await open({ sources: [source('old')] })
    h.handle('feed.sync', () => ok())
    await h.jobs.enqueueUniquePeriodic('old', 'keep', sync('old'))
    h.engine().moment('unlock')
    await h.settle()
    expect(h.runs('feed.sync')).toHaveLength(1)
    h.engine().moment('unlock')
    await h.settle()
    expect(h.runs('feed.sync')).toHaveLength(1)
    await h.suspend(minutes(20))
    expect(h.runs('feed.sync')).toHaveLength(2)
  })

  it('a source switched off holds its jobs, a local one needs no network', async () => {
    await open({ sources: [source('s', { origin: null })], device: { charging: true, network: 'none' } })
    h.handle('feed.sync', () => ok())
    const id = idOf(await h.jobs.enqueueUniquePeriodic('s', 'keep', sync('s', { initialDelayMs: 0 })))
    expect(h.runs('feed.sync')).toHaveLength(1)
    await h.setSources([source('s', { origin: null, enabled: false })])
    await h.advance(minutes(15))
    expect(await reasons(id)).toEqual(['disabled'])
  })
})
