// Chains: begin, then, combine, and what the ends of jobs do to them (scenarios I).
import type { Chain } from '@shared/chain'
import type { JobRequest } from '@shared/jobs/job'
import { afterEach, describe, expect, it } from 'vitest'
import { again, codeOf, fail, hang, ok, oneTime, periodic, seconds, told } from '../../testing/builders'
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
const started = (): string[] => h.runs('a').map((run) => run.jobId)
const stored = async (): Promise<number> => {
  const reply = await h.jobs.count({})
  return reply.ok ? reply.value : -1
}

afterEach(async () => await h.close())

describe('a chain', () => {
  it('SC-116 a job waits until the one before it succeeded, and gets its output', async () => {
    await open()
    const { handler, end } = told()
    byId({ a: handler, b: (run) => ok(run.input) })
    const chain = h.jobs.begin([job('a')]).then([job('b', { input: { own: 1 } })])
    expect(chain.ids).toEqual(['b'])
    expect(await stored()).toBe(0)
    expect(await chain.enqueue()).toEqual({ ok: true, value: { ids: ['a', 'b'] } })
    expect(await h.view('b')).toMatchObject({ state: 'blocked', reasons: [{ code: 'dependency' }], nextRunAt: null })
    end(ok({ k: 1 }))
    await h.settle()
    expect(await h.view('b')).toMatchObject({ state: 'succeeded', output: { own: 1, k: 1 } })
  })

  it('SC-120 one of two parents fails: the child fails at once, the other parent goes on', async () => {
    await open()
    const { handler, end } = told()
    byId({ a: () => fail({ e: 1 }), b: handler })
    await h.jobs
      .begin([job('a'), job('b')])
      .then([job('d')])
      .then([job('e')])
      .enqueue()
    expect(await stateOf('a', 'b', 'd', 'e')).toEqual(['failed', 'running', 'failed', 'failed'])
    end(ok())
    await h.settle()
    expect(await stateOf('b', 'd')).toEqual(['succeeded', 'failed'])
    expect(await h.view('d')).toMatchObject({ output: null, attempts: 0, error: { code: 'dependency_failed' } })
  })

  it('SC-121 with one of two parents done the child still waits', async () => {
    await open()
    const { handler, end } = told()
    byId({ b: handler })
    await h.jobs
      .begin([job('a'), job('b')])
      .then([job('d')])
      .enqueue()
    expect(await stateOf('a', 'd')).toEqual(['succeeded', 'blocked'])
    end(ok())
    await h.settle()
    expect(await stateOf('d')).toEqual(['succeeded'])
  })

  it('SC-122 a retry leaves its child waiting and the branch beside it alone', async () => {
    await open()
    byId({ a: (run) => (run.attempt === 0 ? again() : ok()) })
    const first = h.jobs.begin([job('a')]).then([job('b')])
    const second = h.jobs.begin([job('c')]).then([job('d')])
    await h.jobs.combine([first, second]).enqueue()
    expect(await stateOf('a', 'b', 'c', 'd')).toEqual(['enqueued', 'blocked', 'succeeded', 'succeeded'])
    await h.advance(seconds(30))
    expect(await stateOf('a', 'b')).toEqual(['succeeded', 'succeeded'])
  })

  it.each(['failed', 'cancelled', 'succeeded'])('SC-124 what follows a job that %s is that too', async (end) => {
    await open()
    byId({ a: end === 'failed' ? () => fail() : end === 'cancelled' ? hang : () => ok() })
    const chain = h.jobs.begin([job('a')])
    await chain.enqueue()
    if (end === 'cancelled') await h.jobs.cancel('a')
    await chain
      .then([job('x')])
      .then([job('y')])
      .enqueue()
    expect(await stateOf('a', 'x', 'y')).toEqual([end, end, end])
    expect(started()).toHaveLength(end === 'succeeded' ? 3 : 1)
  })

  it('SC-125 a job that was pruned cannot be followed: refused, and nothing is stored', async () => {
    await open()
    byId({})
    const chain = h.jobs.begin([job('a')])
    await chain.enqueue()
    await h.jobs.prune()
    expect(codeOf(await chain.then([job('x'), job('y')]).enqueue())).toBe('parent_gone')
    expect(await stored()).toBe(0)
  })

  it('SC-126 enqueued twice, or further on, it is stored once', async () => {
    await open()
    byId({ a: hang })
    const chain = h.jobs.beginUnique('n', 'replace', [job('a')])
    const longer = chain.then([job('b')])
    const replies = await Promise.all([chain.enqueue(), chain.enqueue(), longer.enqueue()])
    expect(replies.map(codeOf)).toEqual(['granted', 'granted', 'granted'])
    await longer.enqueue()
    expect(started()).toEqual(['a'])
    expect(await stateOf('a', 'b')).toEqual(['running', 'blocked'])
    expect(h.runs('a')[0]?.stopReason).toBeNull()
  })

  it('SC-126 sent again as it was, it changes nothing', async () => {
    await open()
    byId({ a: hang })
    const unique = { name: 'n', policy: 'replace' } as const
    const graph = { steps: [{ requests: [{ ...job('a'), id: 'a' }], after: [], unique }] }
    await h.jobs.enqueueChain(graph)
    expect(await h.jobs.enqueueChain(graph)).toEqual({ ok: true, value: { ids: ['a'] } })
    expect(started()).toEqual(['a'])
    expect(h.runs('a')[0]?.stopReason).toBeNull()
  })

  it.each<[string, () => Chain]>([
    ['of itself', () => h.jobs.begin([job('a')]).then([job('a')])],
    [
      'of two',
      () =>
        h.jobs
          .begin([job('a')])
          .then([job('b')])
          .then([job('a')]),
    ],
    ['made by combining', () => circle()],
  ])('SC-128 a circle %s is refused, and nothing is stored', async (_, build) => {
    await open()
    byId({})
    expect(codeOf(await build().enqueue())).toBe('chain_cycle')
    expect(await stored()).toBe(0)
  })

  it('SC-129 combined chains are waited for together, may overlap, and add no job of their own', async () => {
    await open()
    const { handler, end } = told()
    byId({ b: handler, d: (run) => ok(run.input), a: () => ok({ k: 1 }) })
    const a = h.jobs.begin([job('a')])
    const b = h.jobs.begin([job('b')])
    const c = h.jobs.begin([job('c')])
    const ab = h.jobs.combine([a, b])
    const d = ab.then([job('d', { merger: 'collect' })])
    const bc = h.jobs.combine([b, c]).then([job('e')])
    expect(ab.ids).toEqual(['a', 'b'])
    await h.jobs.combine([d, bc, d]).enqueue()
    expect(await stored()).toBe(5)
    expect(await stateOf('a', 'c', 'd', 'e')).toEqual(['succeeded', 'succeeded', 'blocked', 'blocked'])
    end(ok({ k: 2 }))
    await h.settle()
    expect(await stateOf('d', 'e')).toEqual(['succeeded', 'succeeded'])
    expect((await h.view('d')).output).toEqual({ k: [1, 2] })
  })

  it('SC-130 cancelling its first job cancels every unfinished one after it', async () => {
    await open()
    byId({ a: hang })
    await h.jobs
      .begin([job('a')])
      .then([job('b'), job('c')])
      .then([job('d')])
      .enqueue()
    expect(await h.jobs.cancel('a')).toEqual({ ok: true, value: { cancelled: 4 } })
    expect(await stateOf('a', 'b', 'c', 'd')).toEqual(Array.from({ length: 4 }, () => 'cancelled'))
  })

  it('SC-118 a failure leaves what was cancelled before as it is', async () => {
    await open()
    const { handler, end } = told()
    byId({ a: handler })
    await h.jobs
      .begin([job('a')])
      .then([job('b')])
      .then([job('c')])
      .enqueue()
    await h.jobs.cancel('c')
    end(fail())
    await h.settle()
    expect(await stateOf('a', 'b', 'c')).toEqual(['failed', 'failed', 'cancelled'])
  })

  it('SC-130 cancelling what has succeeded cancels what still waits after it', async () => {
    await open()
    byId({})
    await h.jobs
      .begin([job('a')])
      .then([job('b', { initialDelayMs: 1_000 })])
      .then([job('c')])
      .enqueue()
    await h.jobs.cancel('a')
    expect(await stateOf('a', 'b', 'c')).toEqual(['succeeded', 'cancelled', 'cancelled'])
  })

  it('refuses periodic work, after it as well, and an empty one; an empty then is the same chain', async () => {
    await open()
    byId({})
    const hourly = periodic('a', 3_600_000, { id: 'p' })
    expect(
      codeOf(
        await h.jobs
          .begin([job('x')])
          .then([hourly])
          .enqueue(),
      ),
    ).toBe('periodic_in_chain')
    await h.jobs.enqueue([hourly])
    const step = { requests: [{ ...job('x'), id: 'x' }], after: ['p'], unique: null }
    expect(codeOf(await h.jobs.enqueueChain({ steps: [step] }))).toBe('periodic_in_chain')
    expect(
      codeOf(
        await h.jobs
          .begin([])
          .then([job('x')])
          .enqueue(),
      ),
    ).toBe('empty')
    expect(
      codeOf(
        await h.jobs
          .combine([])
          .then([job('x')])
          .enqueue(),
      ),
    ).toBe('empty')
    const chain = h.jobs.begin([job('x')])
    expect(chain.then([])).toBe(chain)
    expect(await stateOf('x')).toEqual([undefined])
  })

  it('SC-177 one job that is not as it must be refuses all of it, and it may be tried again', async () => {
    await open()
    byId({})
    const chain = h.jobs.begin([job('a')]).then([job('b', { initialDelayMs: -1 })])
    expect(codeOf(await chain.enqueue())).toBe('delay_out_of_range')
    expect(await stored()).toBe(0)
    expect(codeOf(await chain.enqueue())).toBe('delay_out_of_range')
  })

  it('is not a promise, and says so', async () => {
    await open()
    const chain: unknown = h.jobs.begin([job('a')])
    await expect(Promise.resolve(chain)).rejects.toThrow('not a promise')
  })
})

/** B comes after C in one branch and C after B in the other. */
function circle(): Chain {
  const one = h.jobs.begin([job('b')]).then([job('c')])
  const other = h.jobs.begin([job('c')]).then([job('b')])
  return h.jobs.combine([one, other]).then([job('z')])
}
