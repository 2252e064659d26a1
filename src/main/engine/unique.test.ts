// Unique names and appending: scenarios G, and the parts of I and J that append brings.
import { afterEach, describe, expect, it } from 'vitest'
import {
  again,
  codeOf,
  deaf,
  fail,
  hang,
  idOf,
  minutes,
  ok,
  oneTime,
  periodic,
  seconds,
  told,
} from '../../testing/builders'
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

describe('unique one-time work', () => {
  it('SC-86 replace: the old one is gone, the new one runs, the old history stays', async () => {
    await open()
    h.handle('a', () => again())
    h.handle('b', () => ok())
    const old = await put('replace')
    const id = await put('replace', 'b')
    expect(await h.jobs.get(old)).toBeUndefined()
    expect(await stateOf(id)).toBe('succeeded')
    expect(h.history(old)).toMatchObject([{ result: 'retry' }])
  })

  it('SC-86 D22 two attempts under one name never overlap: the new one waits as replacing', async () => {
    await open()
    h.handle('a', deaf)
    h.handle('b', () => ok())
    const old = await put('replace')
    const id = await put('replace', 'b')
    expect(h.runs('a')[0]?.stopReason).toBe('replaced')
    expect(await h.view(id)).toMatchObject({ state: 'enqueued', reasons: [{ code: 'replacing' }] })
    await h.advance(seconds(5))
    expect(await stateOf(id)).toBe('succeeded')
    expect(h.history(old)).toMatchObject([{ result: 'stopped', stopReason: 'replaced' }])
  })

  it('several enqueued at once under one name run side by side', async () => {
    await open()
    h.handle('a', hang)
    await h.jobs.enqueueUnique('n', 'keep', [oneTime('a'), oneTime('a')])
    expect(h.runs('a')).toHaveLength(2)
  })

  it('D22 what was cancelled ends before its successor starts', async () => {
    await open()
    h.handle('a', deaf)
    h.handle('b', () => ok())
    await h.jobs.cancel(await put('keep'))
    const id = await put('keep', 'b')
    expect(await h.view(id)).toMatchObject({ reasons: [{ code: 'replacing' }] })
    await h.advance(seconds(5))
    expect(await stateOf(id)).toBe('succeeded')
  })

  it('SC-88 keep stores nothing while one is unfinished, and says which', async () => {
    await open()
    h.handle('a', hang)
    const id = await put('keep')
    expect(await h.jobs.enqueueUnique('n', 'keep', [oneTime('b')])).toEqual({
      ok: true,
      value: { ids: [id], kept: true },
    })
    expect(await h.jobs.count({})).toEqual({ ok: true, value: 1 })
  })

  it.each(['succeeded', 'failed', 'cancelled'])('SC-89 keep replaces one that %s', async (end) => {
    await open()
    h.handle('a', () => (end === 'failed' ? fail() : ok()))
    h.handle('b', () => ok())
    const old = await put('keep', 'a', end === 'cancelled' ? { initialDelayMs: 1_000 } : {})
    if (end === 'cancelled') await h.jobs.cancel(old)
    expect(await stateOf(old)).toBe(end)
    const id = await put('keep', 'b')
    expect(await h.jobs.get(old)).toBeUndefined()
    expect(await stateOf(id)).toBe('succeeded')
  })

  it('SC-90 append waits for what is there and gets its output', async () => {
    await open()
    const { handler, end } = told()
    h.handle('a', handler)
    h.handle('b', (run) => ok(run.input))
    await put('keep')
    const second = await put('append', 'b', { input: { own: 1, k: 0 } })
    expect(await stateOf(second)).toBe('blocked')
    end(ok({ k: 1 }))
    await h.settle()
    expect(await h.view(second)).toMatchObject({ state: 'succeeded', output: { own: 1, k: 1 } })
  })

  it('SC-92 append to what succeeded runs at once, with its output', async () => {
    await open()
    h.handle('a', () => ok({ k: 1 }))
    h.handle('b', (run) => ok(run.input))
    await put('keep')
    expect(await h.view(await put('append', 'b'))).toMatchObject({ state: 'succeeded', output: { k: 1 } })
  })

  it('SC-93 append to what failed is failed at birth, to what was cancelled is cancelled', async () => {
    await open()
    h.handle('a', () => fail())
    h.handle('b', () => ok())
    await put('keep')
    expect(await stateOf(await put('append', 'b'))).toBe('failed')
    const waiting = await put('replace', 'b', { initialDelayMs: 1_000 })
    await h.jobs.cancel(waiting)
    expect(await stateOf(await put('append', 'b'))).toBe('cancelled')
    expect(h.runs('b')).toHaveLength(0)
  })

  it('SC-94 SC-96 appendOrReplace takes the failed ones away and stops a leaf that runs', async () => {
    await open()
    h.handle('a', (run) => (run.input === 'fail' ? fail() : hang(run)))
    h.handle('c', () => ok())
    const both = await h.jobs.enqueueUnique('n', 'keep', [
      oneTime('a', { input: 'fail' }),
      oneTime('a', { input: 'run' }),
    ])
    const id = await put('appendOrReplace', 'c')
    expect(h.runs('a')[1]?.stopReason).toBe('replaced')
    expect(await stateOf(id)).toBe('succeeded')
    for (const old of both.ok ? both.value.ids : []) expect(await h.jobs.get(old)).toBeUndefined()
  })

  it('SC-97 append to nothing is a root', async () => {
    await open()
    h.handle('a', () => ok())
    expect(await stateOf(await put('append'))).toBe('succeeded')
  })

  it('SC-117 the initial delay of a dependent counts from its unblocking', async () => {
    await open()
    const { handler, end } = told()
    h.handle('a', handler)
    h.handle('b', () => ok())
    await put('keep')
    const id = await put('append', 'b', { initialDelayMs: minutes(10) })
    await h.advance(minutes(1))
    end(ok())
    await h.settle()
    expect((await h.view(id)).nextRunAt).toBe(T0 + minutes(11))
  })

  it('SC-118 SC-130 failure and cancelling go all the way down, 500 deep', async () => {
    await open()
    h.handle('a', hang)
    const root = await put('keep')
    let last = root
    for (let depth = 0; depth < 500; depth += 1) last = idOf(await h.jobs.enqueueUnique('n', 'append', [oneTime('b')]))
    await h.jobs.cancel(root)
    expect(await stateOf(last)).toBe('cancelled')
    expect(await h.jobs.count({ states: ['cancelled'] })).toEqual({ ok: true, value: 501 })
  })

  it('SC-132 SC-134 collect makes arrays of all values, own first', async () => {
    await open()
    h.handle('a', (run) => ok(run.input))
    await h.jobs.enqueueUnique('n', 'keep', [oneTime('a', { input: { k: 1 } }), oneTime('a', { input: { k: [2, 3] } })])
    const id = await put('append', 'a', { merger: 'collect', input: { k: 'own', other: 0 } })
    expect((await h.view(id)).output).toEqual({ k: ['own', 1, 2, 3], other: [0] })
  })

  it('SC-136 a merged input over the limit fails before it runs', async () => {
    await open()
    h.handle('a', () => ok({ [String(h.runs('a').length)]: 'x'.repeat(40_000) }))
    h.handle('b', () => ok())
    await h.jobs.enqueueUnique('n', 'keep', [oneTime('a'), oneTime('a')])
    expect(await h.view(await put('append', 'b'))).toMatchObject({
      state: 'failed',
      attempts: 0,
      error: { code: 'merge_failed' },
    })
    expect(h.runs('b')).toHaveLength(0)
  })

  it('refuses periodic work and an empty list', async () => {
    await open()
    expect(codeOf(await h.jobs.enqueueUnique('n', 'keep', [periodic('a', minutes(15))]))).toBe('periodic_in_chain')
    expect(codeOf(await h.jobs.enqueueUnique('n', 'keep', []))).toBe('empty')
  })
})
