// When a source is asked again that was told to rest, or that brings nothing new.

import type { SourceView } from '@shared/sources'
import { HOUR_MS, MINUTE_MS } from '@shared/time'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CoreWorld, openCoreWorld } from '../../testing/coreWorld'
import { plainSource, sourceDutiesOf } from '../../testing/sourceDutiesOf'
import type { SourceDuties } from './sourceDuties'

let world: CoreWorld
let duties: SourceDuties
let source: SourceView

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

const ended = (sums: object): Promise<void> =>
  duties.syncEnded(source.id, { result: 'ran', endedAt: world.now(), sums })

describe('a source whose server asks for an hour', () => {
  beforeEach(async () => await ended({ askedRestMs: HOUR_MS }))

  it('PULL-11 is asked an hour later, once, and then at its interval again', async () => {
    await world.advance(HOUR_MS - MINUTE_MS)
    expect(world.runs).toHaveLength(1)
    await world.advance(2 * MINUTE_MS)
    expect(world.runs).toHaveLength(2)
    await ended({})
    await world.advance(16 * MINUTE_MS)
    expect(world.runs).toHaveLength(3)
  })

  it('PULL-11 is asked at once when the user says so', async () => {
    await duties.syncNow(source.id)
    await world.advance(0)
    expect(world.runs).toHaveLength(2)
  })

  it('PULL-11 is left alone when the window is opened meanwhile', async () => {
    await world.advance(30 * MINUTE_MS)
    await world.core.freshen()
    await world.advance(MINUTE_MS)
    expect(world.runs).toHaveLength(1)
  })

  it('PULL-11 goes on resting over a restart, and no longer than a new interval', async () => {
    await duties.reconcile()
    await world.advance(30 * MINUTE_MS)
    expect(world.runs).toHaveLength(1)
    await duties.edit(source.id, { ...plainSource, everyMs: 20 * MINUTE_MS })
    await world.advance(MINUTE_MS)
    expect(world.runs).toHaveLength(2)
  })

  it('PULL-11 is asked at the interval of the app once that is changed', async () => {
    await duties.reconcile(true)
    await world.advance(16 * MINUTE_MS)
    expect(world.runs).toHaveLength(2)
  })
})

it('PULL-11 a source that brought nothing new four times is left alone for twice as long', async () => {
  await ended({ sameRuns: 4 })
  await world.advance(29 * MINUTE_MS)
  expect(world.runs).toHaveLength(1)
  await world.advance(2 * MINUTE_MS)
  expect(world.runs).toHaveLength(2)
})

it('PULL-11 a sync that failed says nothing of how often to ask', async () => {
  await duties.syncEnded(source.id, { result: 'failed', endedAt: world.now(), sums: { askedRestMs: HOUR_MS } })
  await world.advance(16 * MINUTE_MS)
  expect(world.runs).toHaveLength(2)
})
