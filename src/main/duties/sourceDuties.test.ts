// What the app does for its sources, over the real core.
import type { Source, SourceSettings, SourceView } from '@shared/sources'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@shared/time'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CoreWorld, openCoreWorld } from '../../testing/coreWorld'
import { readingOf, usualDevice } from '../../testing/fakesWorld'
import { plainSource, sourceDutiesOf } from '../../testing/sourceDutiesOf'
import type { SourceDuties } from './sourceDuties'

const settings: SourceSettings = {
  ...plainSource,
  name: 'Earthquakes (USGS)',
  url: 'https://example.org/quakes.json',
  recordsPath: 'features',
}

let world: CoreWorld
let tokens: Map<string, string>
let duties: SourceDuties
let syncEveryMs: number

beforeEach(async () => {
  world = await openCoreWorld()
  world.outcomes.set('feed.sync', { type: 'succeeded' })
  world.outcomes.set('source.forget', { type: 'succeeded' })
  tokens = new Map()
  syncEveryMs = 15 * MINUTE_MS
  useCore()
})

afterEach(async () => await world.close())

/** Anew after a restart. */
function useCore(): void {
  duties = sourceDutiesOf(world, {
    vault: {
      put: async ({ id }, origin, token) => void tokens.set(id, `${origin} ${token}`),
      has: (id) => tokens.has(id),
      forget: async (id) => void tokens.delete(id),
    },
    preferences: () => ({ syncEveryMs }) as never,
  })
}

async function added(change: Partial<SourceSettings> = {}, token?: string): Promise<SourceView> {
  const reply = await duties.add({ ...settings, ...change }, token)
  if (!reply.ok) throw new Error(reply.refusal.code)
  return reply.value
}

async function syncsAt(source: SourceView): Promise<number | null | undefined> {
  return (await world.core.get(source.jobId ?? ''))?.nextRunAt
}

async function codesOf(source: SourceView): Promise<string[] | undefined> {
  return (await world.core.get(source.jobId ?? ''))?.reasons.map((reason) => reason.code)
}

describe('adding a source', () => {
  it('runs its first sync at once, and the next one an interval later', async () => {
    const source = await added()
    await world.advance(0)
    expect(world.runs.map(({ kind, trigger }) => [kind, trigger])).toEqual([['feed.sync', 'user']])
    expect(await syncsAt(source)).toBe(world.now() + 15 * MINUTE_MS)
  })

  it('offline makes the sync due, waiting with its reason, and not five minutes later', async () => {
    await world.setReading(readingOf({ ...usualDevice, network: 'none' }, world.now()))
    const source = await added()
    expect((await world.core.get(source.jobId ?? ''))?.reasons[0]?.code).toBe('offline')
    expect(world.runs).toEqual([])
  })

  it('needs no network for a source on this computer', async () => {
    await world.setReading(readingOf({ ...usualDevice, network: 'none' }, world.now()))
    await added({ url: 'http://127.0.0.1:8080/x' })
    await world.advance(SECOND_MS)
    expect(world.runs).toHaveLength(1)
  })

  it.each([
    ['url_invalid', 'not a url'],
    ['url_scheme', 'ftp://example.org/x'],
    ['url_scheme', 'file:///etc/passwd'],
    ['url_has_password', 'https://user:secret@example.org/x'],
    ['url_placeholder', 'https://api.github.com/repos/{owner}/x'],
    ['url_placeholder', 'https://api.github.com/repos/%7Bowner%7D/%zz'],
  ])('S32 S35 refuses an address with %s, and keeps no token', async (code, url) => {
    const reply = await duties.add({ ...settings, url }, 'token')
    expect(reply).toMatchObject({ ok: false, refusal: { code } })
    expect(await world.core.sources()).toEqual([])
    expect(tokens.size).toBe(0)
  })

  it('P3 keeps no token where the source could not be stored', async () => {
    Object.assign(world.core, { putSource: () => Promise.reject(new Error('database or disk is full')) })
    await expect(duties.add({ ...settings, auth: 'bearer' }, 'token')).rejects.toThrow('disk is full')
    expect(tokens.size).toBe(0)
  })

  it('names the table after the source, once', async () => {
    expect((await added()).table).toBe('earthquakes_usgs')
    expect((await added()).table).toBe('earthquakes_usgs_2')
    expect((await added({ name: 'sqlite_master' })).table).toBe('t_sqlite_master')
    expect((await added({ name: '지진 목록' })).table).toBe('지진_목록')
    expect((await added({ name: 'Sample matches' })).table).toBe('sample_matches_2')
  })
})

describe('a registered sync', () => {
  it('first runs by itself five minutes after it was registered, whatever restarts come between', async () => {
    const source: Source = {
      ...settings,
      id: 's',
      servedBy: 'url',
      table: 't',
      enabled: true,
      createdAt: world.now(),
      lastSuccessAt: world.now(),
    }
    await world.core.putSource(source)
    await duties.reconcile()
    const registeredAt = world.now()
    await world.advance(3 * MINUTE_MS)
    await world.restart(MINUTE_MS)
    useCore()
    await duties.reconcile()
    await world.advance(registeredAt + 5 * MINUTE_MS - world.now() - SECOND_MS)
    expect(world.runs).toEqual([])
    await world.advance(SECOND_MS)
    expect(world.runs).toHaveLength(1)
  })

  it('follows a change of the app-wide interval in place, from its last run', async () => {
    const source = await added()
    await world.advance(0)
    const ranAt = world.now()
    await world.advance(10 * MINUTE_MS)
    syncEveryMs = HOUR_MS
    await duties.reconcile()
    expect(await syncsAt(source)).toBe(ranAt + HOUR_MS)
  })

  it('keeps an interval of its own', async () => {
    const source = await added({ everyMs: 2 * HOUR_MS })
    await world.advance(0)
    syncEveryMs = HOUR_MS
    await duties.reconcile()
    expect(await syncsAt(source)).toBe(world.now() + 2 * HOUR_MS)
  })

  it('follows an edit of the source', async () => {
    const source = await added()
    await world.advance(0)
    const edited = await duties.edit(source.id, { ...settings, everyMs: HOUR_MS, name: 'Quakes' })
    expect(edited).toMatchObject({
      ok: true,
      value: { name: 'Quakes', table: 'earthquakes_usgs', jobId: source.jobId },
    })
    expect(await syncsAt(source)).toBe(world.now() + HOUR_MS)
  })

  it('waits with `disabled` while its source is switched off, and runs no more by itself', async () => {
    const source = await added()
    await world.advance(0)
    await duties.setEnabled(source.id, false)
    await world.advance(HOUR_MS)
    expect(world.runs).toHaveLength(1)
    expect((await world.core.get(source.jobId ?? ''))?.reasons[0]?.code).toBe('disabled')
  })
})

describe('signing in and out', () => {
  it('binds the token to the origin of the address, releases what waited, and syncs', async () => {
    world.outcomes.set('feed.sync', { type: 'wait', reason: 'auth_required', scope: 'source' })
    const source = await added({ auth: 'bearer' })
    await world.advance(0)
    expect((await world.core.get(source.jobId ?? ''))?.reasons[0]?.code).toBe('auth_required')
    world.outcomes.set('feed.sync', { type: 'succeeded' })
    await duties.signIn(source.id, 'token')
    await world.advance(0)
    expect(tokens.get(source.id)).toBe('https://example.org token')
    expect(world.runs).toHaveLength(2)
  })

  it('out cancels its jobs, forgets the token, and a restart does not bring them back', async () => {
    const source = await added({ auth: 'bearer' }, 'token')
    await world.advance(0)
    const reply = await duties.signOut(source.id)
    expect(reply).toMatchObject({ ok: true, value: { signedIn: false, jobId: null } })
    expect(tokens.size).toBe(0)
    await world.restart()
    useCore()
    await duties.reconcile()
    await world.advance(HOUR_MS)
    expect(world.runs).toHaveLength(1)
  })

  it.each([
    ['that needs none', settings],
    ['at another origin', { ...settings, auth: 'bearer' as const, url: 'https://other.example/x.json' }],
  ])('an edit to an address %s forgets the token and ends the wait for a sign-in', async (_what, change) => {
    world.outcomes.set('feed.sync', { type: 'wait', reason: 'auth_required', scope: 'source' })
    const source = await added({ auth: 'bearer' }, 'token')
    await world.advance(0)
    world.outcomes.set('feed.sync', { type: 'succeeded' })
    await duties.edit(source.id, change)
    expect(tokens.size).toBe(0)
    expect(await codesOf(source)).not.toContain('auth_required')
  })

  it('an edit that stays with the origin keeps the token', async () => {
    const source = await added({ auth: 'bearer' }, 'token')
    await duties.edit(source.id, { ...settings, auth: 'bearer', url: 'https://example.org/more.json' })
    expect(tokens.get(source.id)).toBe('https://example.org token')
  })
})

describe('Sync now', () => {
  it('COND-4 runs every enabled source over soft holds and names them', async () => {
    await added()
    await added({ name: 'Second' })
    await world.advance(0)
    await world.setReading(readingOf({ ...usualDevice, batteryLevel: 10 }, world.now()))
    const reply = await duties.syncNow(null)
    expect(reply).toMatchObject({ ok: true, value: { started: 2 } })
    expect(reply.ok && reply.value.overrides.toSorted()).toEqual(['battery_low', 'not_due'])
  })

  it('is refused with the hold that nobody may run over', async () => {
    const source = await added()
    await world.core.pause({ type: 'all' }, null)
    expect(await duties.syncNow(source.id)).toMatchObject({ ok: false, refusal: { code: 'paused_by_user' } })
  })
})

describe('removing a source', () => {
  it('leaves no row, job, pause or token, and a job that forgets its data', async () => {
    const source = await added({ auth: 'bearer' }, 'token')
    await world.advance(0)
    await world.core.pause({ type: 'source', id: source.id }, null)
    await world.core.setFlag(`deletes:${source.id}`, 'delete:900')
    expect(await duties.remove(source.id, true)).toEqual({ ok: true, value: {} })
    await world.advance(0)
    expect(await world.core.sources()).toEqual([])
    expect(tokens.size).toBe(0)
    expect(await world.core.flag(`deletes:${source.id}`)).toBeUndefined()
    expect(world.runs.at(-1)).toMatchObject({
      kind: 'source.forget',
      input: { sourceId: source.id, table: 'earthquakes_usgs', withRows: true },
    })
    const left = await world.core.query({ tags: [`source:${source.id}`], states: ['enqueued', 'running', 'blocked'] })
    expect(left.ok && left.value.rows).toEqual([])
    expect((await world.core.summary()).pauses).toEqual([])
  })

  it('cut short by a crash after any step is ended at the next start, with its rows as was asked', async () => {
    const steps = ['cancelByTag', 'enqueueUnique', 'resume', 'releaseHold', 'removeSource'] as const
    for (const step of steps) {
      const source = await added({ name: step })
      const { core } = world
      const whole = core[step]
      Object.assign(core, { [step]: () => Promise.reject(new Error('the power went')) })
      await expect(duties.remove(source.id, true)).rejects.toThrow('the power went')
      Object.assign(core, { [step]: whole })
      await world.restart()
      useCore()
      await duties.reconcile()
      await world.advance(0)
      expect([step, (await world.core.sources()).length]).toEqual([step, 0])
      expect(world.runs.at(-1)).toMatchObject({ kind: 'source.forget', input: { table: source.table, withRows: true } })
    }
  })

  it('answers for one that is gone', async () => {
    expect(await duties.remove('nobody', true)).toMatchObject({ ok: false, refusal: { code: 'source_not_found' } })
  })
})
