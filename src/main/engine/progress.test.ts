// Progress of a run: kept while it runs, emptied by every result, nobody's after that (scenarios L).
import { afterEach, describe, expect, it } from 'vitest'
import { again, fail, idOf, minutes, ok, oneTime, periodic } from '../../testing/builders'
import type { FakeHandler } from '../../testing/fakesRunner'
import { type Harness, type HarnessOptions, openHarness } from '../../testing/harness'

let h: Harness
const open = async (options: HarnessOptions = {}): Promise<Harness> => {
  h = await openHarness({ device: { charging: true }, ...options })
  return h
}

afterEach(async () => await h.close())

const done = { done: 1, total: 2, unit: 'rows' }
const reporting =
  (then: FakeHandler): FakeHandler =>
  async (run) => {
    run.progress(done)
    return await then(run)
  }
const never: FakeHandler = async () => await new Promise(() => undefined)

describe('progress', () => {
  it('is seen while it runs', async () => {
    await open()
    h.handle('a', reporting(never))
    const id = idOf(await h.jobs.enqueue([oneTime('a')]))
    expect((await h.view(id)).progress).toEqual(done)
  })

  it.each([
    ['success', () => ok()],
    ['failure', () => fail()],
  ])('SC-153 is empty after %s', async (_, then) => {
    await open()
    h.handle('a', reporting(then))
    const id = idOf(await h.jobs.enqueue([oneTime('a')]))
    expect((await h.view(id)).progress).toBeNull()
  })

  it('SC-36 SC-153 is empty after a retry', async () => {
    await open()
    h.handle('a', reporting(again))
    const id = idOf(await h.jobs.enqueue([oneTime('a')]))
    expect(await h.view(id)).toMatchObject({ state: 'enqueued', progress: null })
  })

  it('is empty after a period', async () => {
    await open()
    h.handle(
      'a',
      reporting(() => ok()),
    )
    const id = idOf(await h.jobs.enqueueUniquePeriodic('p', 'keep', periodic('a', minutes(15))))
    expect((await h.view(id)).progress).toBeNull()
  })

  it('SC-154 after the end of its run, or of its job, is nobody’s and no error', async () => {
    await open()
    h.handle('a', reporting(never))
    const id = idOf(await h.jobs.enqueueUnique('n', 'keep', [oneTime('a')]))
    const [run] = h.runs('a')
    await h.jobs.cancel(id)
    const before = await h.view(id)
    run?.progress({ done: 2 })
    await h.settle()
    expect(await h.view(id)).toEqual(before)
    await h.jobs.enqueueUnique('n', 'replace', [oneTime('b', { initialDelayMs: 1_000 })])
    run?.progress({ done: 3 })
    await h.settle()
    expect(h.errors()).toEqual([])
    expect(h.events().filter((event) => event.type === 'progress')).toHaveLength(1)
  })

  it('that is no JSON, or too large, is left out and the run goes on', async () => {
    await open()
    h.handle('a', (run) => {
      run.progress({ done: 1n })
      run.progress({ text: 'x'.repeat(65_536) })
      return ok()
    })
    const id = idOf(await h.jobs.enqueue([oneTime('a')]))
    expect((await h.view(id)).state).toBe('succeeded')
    expect(h.events().filter((event) => event.type === 'progress')).toEqual([])
  })
})
