// What the summary says comes next: only what really will, as far as the user's own switches say.
import { afterEach, describe, expect, it } from 'vitest'
import { idOf, minutes, ok, periodic } from '../../testing/builders'
import { type Harness, openHarness } from '../../testing/harness'

let h: Harness
afterEach(async () => await h.close())

const next = (): string[] =>
  h
    .engine()
    .summary()
    .next.map(({ jobId }) => jobId)

async function withPeriodic(): Promise<string> {
  h = await openHarness({ device: { charging: true } })
  h.handle('a', () => ok())
  return idOf(await h.jobs.enqueue([periodic('a', minutes(30))]))
}

describe('what comes next', () => {
  it('is not what waits for background work to be switched on', async () => {
    const id = await withPeriodic()
    expect(next()).toEqual([id])
    await h.setPreferences({ backgroundWork: false })
    expect(next()).toEqual([])
  })

  it('is not what is paused beyond its time, but what is paused only until before it', async () => {
    const id = await withPeriodic()
    await h.jobs.pause({ type: 'all' }, h.now() + minutes(10))
    expect(next()).toEqual([id])
    await h.jobs.pause({ type: 'all' }, h.now() + minutes(60))
    expect(next()).toEqual([])
    await h.jobs.pause({ type: 'all' }, null)
    expect(next()).toEqual([])
  })
})
