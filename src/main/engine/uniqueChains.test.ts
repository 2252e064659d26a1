// Chains under a name: kept, appended, replaced (scenarios G where they meet I, SC-98).
import type { JobRequest } from '@shared/jobs/job'
import { afterEach, describe, expect, it } from 'vitest'
import { hang, ok, oneTime, told } from '../../testing/builders'
import { type Harness, openHarness } from '../../testing/harness'

let h: Harness
const open = async (): Promise<Harness> => {
  h = await openHarness({ device: { charging: true }, slots: 4 })
  return h
}
const job = (id: string, more: Partial<JobRequest> = {}): JobRequest => oneTime('a', { id, ...more })
/** Handles kind a by the id of the job; ids not named succeed. */
const byId = (of: Record<string, Parameters<Harness['handle']>[1]>): void =>
  h.handle('a', (run) => of[run.jobId]?.(run) ?? ok())
const stateOf = async (...ids: string[]): Promise<(string | undefined)[]> =>
  await Promise.all(ids.map(async (id) => (await h.jobs.get(id))?.state))

afterEach(async () => await h.close())

describe('a unique chain', () => {
  it('SC-88 that is kept stores nothing of itself, nor of what follows later', async () => {
    await open()
    byId({ a: hang })
    await h.jobs.beginUnique('n', 'keep', [job('a')]).enqueue()
    const chain = h.jobs.beginUnique('n', 'keep', [job('b')])
    const kept = { ok: true, value: { ids: ['a'], kept: true } }
    expect(await chain.enqueue()).toEqual(kept)
    expect(await chain.then([job('c')]).enqueue()).toEqual(kept)
    const whole = h.jobs.beginUnique('n', 'keep', [job('d')]).then([job('e')])
    expect(
      await h.jobs
        .combine([whole, h.jobs.begin([job('f')])])
        .then([job('g')])
        .enqueue(),
    ).toEqual(kept)
    expect(await h.jobs.count({})).toEqual({ ok: true, value: 1 })
  })

  it('SC-90 that is appended waits for what is there, and then runs one after the other', async () => {
    await open()
    const { handler, end } = told()
    byId({ a: handler })
    await h.jobs.beginUnique('n', 'keep', [job('a')]).enqueue()
    await h.jobs
      .beginUnique('n', 'append', [job('b')])
      .then([job('c')])
      .enqueue()
    expect(await stateOf('b', 'c')).toEqual(['blocked', 'blocked'])
    expect((await h.view('c')).names).toEqual(['n'])
    end(ok())
    await h.settle()
    expect(h.runs('a').map((run) => run.jobId)).toEqual(['a', 'b', 'c'])
  })

  it('SC-94 appended or replaced after a cancelled one it begins anew', async () => {
    await open()
    byId({ a: hang })
    await h.jobs.beginUnique('n', 'keep', [job('a')]).enqueue()
    await h.jobs.cancel('a')
    await h.jobs
      .beginUnique('n', 'appendOrReplace', [job('b')])
      .then([job('c')])
      .enqueue()
    expect(await stateOf('a', 'b', 'c')).toEqual([undefined, 'succeeded', 'succeeded'])
  })

  it('SC-98 replaced, its rows go, and a dependent outside its name stays to be seen as cancelled', async () => {
    await open()
    byId({ a: hang })
    const chain = h.jobs.beginUnique('n', 'keep', [job('a')])
    const named = chain.then([job('b')])
    await h.jobs
      .combine([named])
      .then([job('outside')])
      .then([job('beyond')])
      .enqueue()
    await h.jobs.beginUnique('n', 'replace', [job('c')]).enqueue()
    expect(await stateOf('a', 'b', 'outside', 'beyond')).toEqual([undefined, undefined, 'cancelled', 'cancelled'])
    expect(await stateOf('c')).toEqual(['succeeded'])
  })

  it('SC-98 a dependent that shares only another name is not left waiting for ever', async () => {
    await open()
    byId({ a: hang })
    await h.jobs.beginUnique('n', 'keep', [job('a')]).enqueue()
    await h.jobs.beginUnique('m', 'append', [job('b')]).enqueue()
    const both = { name: 'm', policy: null }
    const step = { requests: [{ ...job('c'), id: 'c' }], after: ['a', 'b'], unique: both }
    await h.jobs.enqueueChain({ steps: [step] })
    await h.jobs.enqueueUnique('n', 'replace', [job('d')])
    expect(await stateOf('c')).toEqual(['cancelled'])
  })
})
