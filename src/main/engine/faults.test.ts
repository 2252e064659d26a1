// What goes wrong around the engine: a disk that is full, a handler's kind that changed, a bug in a turn, a sensor that is silent.
import { feedSync } from '@shared/jobs/kinds/feedSync'
import { afterEach, describe, expect, it } from 'vitest'
import { hang, idOf, ok, oneTime, seconds, told } from '../../testing/builders'
import { type Harness, openHarness } from '../../testing/harness'

let h: Harness

afterEach(async () => await h.close())

describe('a full disk', () => {
  it('rejects calls, keeps what had happened, and writes it once there is room', async () => {
    h = await openHarness()
    const { handler, end } = told()
    h.handle('a', handler)
    const id = idOf(await h.jobs.enqueue([oneTime('a')]))
    const pages = Number(h.db().pragma('page_count', { simple: true }))
    h.db().pragma(`max_page_count = ${pages}`)
    end(ok('x'.repeat(60_000)))
    await h.settle()
    expect((await h.view(id)).state).toBe('running')
    expect(h.errors()[0]).toContain('full')
    await expect(h.jobs.enqueue([oneTime('a', { input: 'x'.repeat(60_000) })])).rejects.toThrow(/full/)
    h.db().pragma('max_page_count = 1000000')
    await h.advance(seconds(2))
    expect((await h.view(id)).state).toBe('succeeded')
    expect(h.history(id)).toMatchObject([{ result: 'ran' }])
  })

  it('SC-21 an input that its kind does not read any more fails without an attempt', async () => {
    h = await openHarness()
    h.handle('a', () => ok())
    const id = idOf(await h.jobs.enqueue([oneTime('a', { initialDelayMs: 1_000, input: { old: 1 } })]))
    h.handle('a', () => ok(), { input: feedSync.input })
    await h.advance(seconds(1))
    expect(await h.view(id)).toMatchObject({ state: 'failed', attempts: 0, error: { code: 'invalid_input' } })
    expect(h.history(id)).toMatchObject([{ result: 'failed', attempt: 0, startedAt: null }])
  })
})

describe('a device that says nothing', () => {
  it('is waited for 5 s by what needs it, and by nothing else', async () => {
    h = await openHarness({ isDeviceSilent: true })
    h.handle('a', hang)
    h.handle('b', hang)
    await h.jobs.enqueue([oneTime('a'), oneTime('b', { constraints: { charging: true } })])
    await h.advance(seconds(5) - 1)
    expect([h.runs('a').length, h.runs('b').length]).toEqual([1, 0])
    await h.advance(1)
    expect(h.runs('b')).toHaveLength(1)
    await h.setDevice({ charging: false })
    expect(h.runs('b')[0]?.stopReason).toBe('charging')
  })
})
