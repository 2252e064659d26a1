// Watching a query: the page at once, then only what differs (SC-150).

import type { JobQuery, JobView, Page } from '@shared/jobs/job'
import { afterEach, describe, expect, it } from 'vitest'
import { codeOf, idOf, ok, oneTime, told } from '../../testing/builders'
import { type Harness, type HarnessOptions, openHarness } from '../../testing/harness'

let h: Harness
const open = async (options: HarnessOptions = {}): Promise<Harness> => {
  h = await openHarness({ device: { charging: true }, ...options })
  return h
}

afterEach(async () => await h.close())

async function watch(query: JobQuery): Promise<{ pages: Page<JobView>[]; end: () => void }> {
  const pages: Page<JobView>[] = []
  const reply = h.jobs.observe(query, (page) => pages.push(page))
  if (!reply.ok) throw new Error(reply.refusal.code)
  await h.settle()
  return { pages, end: reply.value }
}
const states = (pages: readonly Page<JobView>[]): string[] =>
  pages.map((page) => page.rows.map((job) => job.state).join())

describe('an observer', () => {
  it('SC-150 hears of each change of its jobs once, and nothing of changes elsewhere', async () => {
    await open()
    const { handler, end } = told()
    h.handle('a', handler)
    h.handle('b', () => ok())
    const { pages } = await watch({ tags: ['mine'] })
    const id = idOf(await h.jobs.enqueue([oneTime('a', { tags: ['mine'], initialDelayMs: 1_000 })]))
    await h.jobs.enqueue([oneTime('b'), oneTime('b', { initialDelayMs: 5_000 })])
    await h.setDevice({ network: 'none' })
    h.engine().alarmFired()
    await h.settle()
    expect(states(pages)).toEqual(['', 'enqueued'])
    await h.advance(1_000)
    await h.jobs.enqueue([oneTime('b')])
    end(ok())
    await h.settle()
    expect(states(pages)).toEqual(['', 'enqueued', 'running', 'succeeded'])
    await h.jobs.cancel(id)
    await h.jobs.prune()
    expect(states(pages).slice(4)).toEqual([''])
  })

  it('hears of progress, and of a reason that changes without a write', async () => {
    await open()
    const { handler } = told()
    h.handle('a', async (run) => {
      run.progress({ done: 1 })
      return await handler(run)
    })
    const id = idOf(await h.jobs.enqueue([oneTime('a', { initialDelayMs: 1_000, constraints: { charging: true } })]))
    const { pages } = await watch({ ids: [id] })
    await h.setDevice({ charging: false })
    await h.advance(1_000)
    expect(pages.at(-1)?.rows[0]?.reasons[0]?.code).toBe('on_battery')
    await h.setDevice({ charging: true })
    await h.advance(5_000)
    expect(pages.at(-1)?.rows[0]?.progress).toEqual({ done: 1 })
  })

  it('hears nothing any more once it has ended, and one that throws disturbs nobody', async () => {
    await open()
    h.jobs.observe({}, () => {
      throw new Error('no')
    })
    const { pages, end } = await watch({})
    end()
    await h.jobs.enqueue([oneTime('a', { initialDelayMs: 1_000 })])
    expect(states(pages)).toEqual([''])
    expect(h.errors().length).toBeGreaterThan(0)
  })

  it('is refused like its query', async () => {
    await open()
    expect(codeOf(h.jobs.observe({ tags: [] }, () => undefined))).toBe('empty_list')
  })
})
