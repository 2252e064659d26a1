// Unique periodic work and updates in place: scenarios H.
import { afterEach, describe, expect, it } from 'vitest'
import { again, codeOf, hang, hours, idOf, minutes, ok, oneTime, periodic, seconds, told } from '../../testing/builders'
import { T0 } from '../../testing/fakesWorld'
import { type Harness, type HarnessOptions, openHarness } from '../../testing/harness'

let h: Harness
const open = async (options: HarnessOptions = {}): Promise<Harness> => {
  h = await openHarness({ device: { charging: true }, ...options })
  return h
}
const put = async (policy: 'keep' | 'replace' | 'append' | 'appendOrReplace', kind = 'a', more = {}): Promise<string> =>
  idOf(await h.jobs.enqueueUnique('n', policy, [oneTime(kind, more)]))
const stateOf = async (id: string): Promise<string | undefined> => (await h.jobs.get(id))?.state

afterEach(async () => await h.close())

describe('unique periodic work', () => {
  const every = (ms: number, more = {}) => periodic('a', ms, more)

  it('SC-100 update keeps id, anchor and phase, and counts the generation', async () => {
    await open()
    h.handle('a', () => ok())
    const id = idOf(await h.jobs.enqueueUniquePeriodic('p', 'update', every(minutes(15))))
    await h.advance(minutes(5))
    const reply = await h.jobs.enqueueUniquePeriodic('p', 'update', {
      ...every(minutes(30)),
      id: 'other',
      tags: ['new'],
    })
    expect(idOf(reply)).toBe(id)
    expect(await h.jobs.get('other')).toBeUndefined()
    expect(await h.view(id)).toMatchObject({
      schedule: { everyMs: minutes(30) },
      generation: 1,
      lastEnqueuedAt: T0,
      nextRunAt: T0 + minutes(30),
      tags: ['a', 'new'],
    })
  })

  it('SC-101 a shorter interval may be overdue, and runs now', async () => {
    await open()
    h.handle('a', () => ok())
    const id = idOf(await h.jobs.enqueueUniquePeriodic('p', 'keep', every(hours(8))))
    await h.advance(hours(3))
    await h.jobs.enqueueUniquePeriodic('p', 'update', every(hours(8)))
    expect((await h.view(id)).nextRunAt).toBe(T0 + hours(8))
    await h.jobs.enqueueUniquePeriodic('p', 'update', every(hours(2)))
    expect(h.runs('a')).toHaveLength(2)
  })

  it('SC-102 update of a cancelled one starts anew under its own id', async () => {
    await open()
    h.handle('a', () => ok())
    const old = idOf(await h.jobs.enqueueUniquePeriodic('p', 'keep', every(hours(1))))
    await h.jobs.cancel(old)
    await h.jobs.enqueueUniquePeriodic('p', 'update', { ...every(hours(1)), id: 'fresh' })
    expect(await h.jobs.get(old)).toBeUndefined()
    expect(await stateOf('fresh')).toBe('enqueued')
  })

  it('SC-104 update is refused over one-time work', async () => {
    await open()
    h.handle('a', hang)
    await put('keep')
    expect(codeOf(await h.jobs.enqueueUniquePeriodic('n', 'update', every(hours(1))))).toBe('cannot_update')
  })

  it('SC-105 SC-113 a run sees the tags and generation it was started with', async () => {
    await open()
    const { handler, end } = told()
    h.handle('a', handler)
    const id = idOf(await h.jobs.enqueueUniquePeriodic('p', 'keep', every(minutes(15), { tags: ['old'] })))
    await h.jobs.update({ id, ...every(minutes(15), { tags: ['new'] }) })
    await h.jobs.update({ id, ...every(minutes(15), { tags: ['new'] }) })
    expect(h.runs('a')[0]).toMatchObject({ tags: ['a', 'old'], generation: 0, stopReason: null })
    end(ok())
    await h.advance(minutes(15))
    expect(h.runs('a')[1]).toMatchObject({ tags: ['a', 'new'], generation: 2 })
  })

  it('SC-106 replace starts again at once', async () => {
    await open()
    h.handle('a', () => ok())
    await h.jobs.enqueueUniquePeriodic('p', 'replace', every(hours(1)))
    await h.jobs.enqueueUniquePeriodic('p', 'replace', every(hours(1)))
    expect(h.runs('a')).toHaveLength(2)
  })

  it('there is never a second unfinished one, whatever the code does', async () => {
    await open()
    const id = idOf(await h.jobs.enqueueUniquePeriodic('p', 'keep', every(hours(1), { initialDelayMs: 1_000 })))
    const copy = h.db().prepare('SELECT * FROM jobs WHERE id = :id').get({ id }) as Record<string, unknown>
    const columns = Object.keys(copy)
    const insert = h
      .db()
      .prepare(`INSERT INTO jobs (${columns.join(', ')}) VALUES (${columns.map((name) => `:${name}`).join(', ')})`)
    expect(() => insert.run({ ...copy, id: 'second' })).toThrow(/UNIQUE/)
  })
})

describe('update', () => {
  it('SC-108 answers what it did', async () => {
    await open()
    h.handle('a', () => ok())
    const done = idOf(await h.jobs.enqueue([oneTime('a')]))
    expect(await h.jobs.update({ id: done, ...oneTime('a') })).toEqual({ ok: true, value: 'notApplied' })
    h.handle('b', hang)
    const running = idOf(await h.jobs.enqueue([oneTime('b')]))
    expect(await h.jobs.update({ id: running, ...oneTime('b') })).toEqual({ ok: true, value: 'appliedForNextRun' })
    const waiting = idOf(await h.jobs.enqueue([oneTime('a', { initialDelayMs: 1_000 })]))
    expect(await h.jobs.update({ id: waiting, ...oneTime('a') })).toEqual({ ok: true, value: 'appliedImmediately' })
    expect(codeOf(await h.jobs.update({ id: 'nobody', ...oneTime('a') }))).toBe('unknown_job')
  })

  it('of a kind that was not known takes it up again', async () => {
    await open()
    h.handle('a', () => ok())
    const id = idOf(await h.jobs.enqueueUniquePeriodic('p', 'keep', periodic('gone', hours(1))))
    expect((await h.view(id)).reasons).toEqual([{ code: 'not_ready' }])
    await h.jobs.update({ id, ...periodic('a', hours(1)) })
    expect(h.runs('a')).toHaveLength(1)
  })

  it('SC-109 a new initial delay counts from the enqueue', async () => {
    await open()
    h.handle('a', () => ok())
    const id = idOf(await h.jobs.enqueue([oneTime('a', { initialDelayMs: minutes(10) })]))
    await h.advance(minutes(5))
    await h.jobs.update({ id, ...oneTime('a', { initialDelayMs: minutes(20) }) })
    expect((await h.view(id)).nextRunAt).toBe(T0 + minutes(20))
  })

  it('SC-110 a blocked job stays blocked', async () => {
    await open()
    h.handle('a', hang)
    await put('keep')
    const id = await put('append', 'b')
    await h.jobs.update({ id, ...oneTime('b', { tags: ['new'] }) })
    expect(await h.view(id)).toMatchObject({ state: 'blocked', tags: ['b', 'new'] })
  })

  it('SC-112 keeps attempts and backoff', async () => {
    await open()
    h.handle('a', again)
    h.handle('b', () => ok())
    const id = idOf(await h.jobs.enqueue([oneTime('a')]))
    await h.jobs.update({ id, ...oneTime('b') })
    expect((await h.view(id)).nextRunAt).toBe(T0 + 30_000)
    await h.advance(seconds(30))
    expect(h.runs('b')[0]?.attempt).toBe(1)
  })

  it('SC-114 one-time work cannot become periodic', async () => {
    await open()
    const id = idOf(await h.jobs.enqueue([oneTime('a', { initialDelayMs: 1_000 })]))
    expect(codeOf(await h.jobs.update({ id, ...periodic('a', hours(1)) }))).toBe('type_changed')
  })
})
