// When a source is asked again that was told to rest, or that brings nothing new.
import type { RunSums } from '@shared/jobs/occurrence'
import type { Outcome } from '@shared/jobs/outcome'
import type { SourceView } from '@shared/sources'
import { HOUR_MS, MINUTE_MS } from '@shared/time'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CoreWorld, openCoreWorld } from '../../testing/coreWorld'
import { plainSource, sourceDutiesOf } from '../../testing/sourceDutiesOf'
import type { SourceDuties } from './sourceDuties'

let world: CoreWorld
let duties: SourceDuties
let source: SourceView
/** Runs before those that a test counts. */
let before: number

beforeEach(async () => {
  world = await openCoreWorld()
  world.outcomes.set('feed.sync', { type: 'succeeded' })
  duties = sourceDutiesOf(world)
  const reply = await duties.add(plainSource)
  if (!reply.ok) throw new Error(reply.refusal.code)
  source = reply.value
  await world.advance(0)
})

afterEach(async () => await world.close())

/** The next run by its schedule comes to this; the app is told of its end. */
async function nextRun(sums: RunSums, result: 'ran' | 'failed' = 'ran'): Promise<void> {
  world.sums = sums
  world.outcomes.set('feed.sync', result === 'ran' ? { type: 'succeeded' } : failure)
  const count = world.runs.length
  while (world.runs.length === count) await world.advance(MINUTE_MS)
  world.sums = {}
  await duties.syncEnded(source.id, { result, endedAt: world.now() })
  before = world.runs.length
}

const asked = (): number => world.runs.length - before
const failure: Outcome = { type: 'failed', error: { code: 'not_found', message: 'It is gone.' } }

describe('a source whose server asks for an hour', () => {
  beforeEach(async () => await nextRun({ askedRestMs: HOUR_MS }))

  it('PULL-11 is asked an hour later, once, and then at its interval again', async () => {
    await world.advance(HOUR_MS - MINUTE_MS)
    expect(asked()).toBe(0)
    await world.advance(2 * MINUTE_MS)
    expect(asked()).toBe(1)
    await duties.syncEnded(source.id, { result: 'ran', endedAt: world.now() })
    await world.advance(16 * MINUTE_MS)
    expect(asked()).toBe(2)
  })

  it('PULL-11 is asked at once when the user says so', async () => {
    await duties.syncNow(source.id)
    await world.advance(0)
    expect(asked()).toBe(1)
  })

  it('PULL-11 is left alone when the window is opened meanwhile', async () => {
    await world.advance(30 * MINUTE_MS)
    await world.core.freshen()
    await world.advance(MINUTE_MS)
    expect(asked()).toBe(0)
  })

  it('PULL-11 goes on resting over a restart, and no longer than a new interval', async () => {
    await duties.reconcile()
    await world.advance(30 * MINUTE_MS)
    expect(asked()).toBe(0)
    await duties.edit(source.id, { ...plainSource, everyMs: 20 * MINUTE_MS })
    await world.advance(MINUTE_MS)
    expect(asked()).toBe(1)
  })

  it('PULL-11 is asked at the interval of the app once that is changed', async () => {
    await duties.reconcile(true)
    await world.advance(16 * MINUTE_MS)
    expect(asked()).toBe(1)
  })
})

it('PULL-11 a source that brought nothing new four times is left alone for twice as long, until there is news', async () => {
  for (let run = 1; run <= 4; run++) await nextRun({})
  await world.advance(29 * MINUTE_MS)
  expect(asked()).toBe(0)
  await nextRun({ inserted: 1 })
  await world.advance(16 * MINUTE_MS)
  expect(asked()).toBe(1)
})

it('PULL-11 a sync that failed says nothing of how often to ask', async () => {
  await nextRun({ askedRestMs: HOUR_MS }, 'failed')
  await world.advance(16 * MINUTE_MS)
  expect(asked()).toBe(1)
})
