// Which tables a new source may not take, over the real core.
import { SECOND_MS } from '@shared/time'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CoreWorld, openCoreWorld } from '../../testing/coreWorld'
import { plainSource, sourceDutiesOf } from '../../testing/sourceDutiesOf'
import type { SourceDuties } from './sourceDuties'

let world: CoreWorld
let duties: SourceDuties
let ids: number

beforeEach(async () => {
  world = await openCoreWorld()
  world.outcomes.set('feed.sync', { type: 'succeeded' })
  world.outcomes.set('source.forget', { type: 'succeeded' })
  ids = 0
  useCore()
})
afterEach(async () => await world.close())

function useCore(): void {
  duties = sourceDutiesOf(world, { newId: () => `source${++ids}` })
}

async function added(name: string): Promise<{ id: string; table: string }> {
  const reply = await duties.add({ ...plainSource, name })
  if (!reply.ok) throw new Error(reply.refusal.code)
  return reply.value
}

describe('rows that are removed with their source', () => {
  it('COND-9 go also while everything is paused: the user said so, and a pause holds what comes by itself', async () => {
    const { id } = await added('Records')
    await world.core.pause({ type: 'all' }, null)
    await duties.remove(id, true)
    await world.advance(SECOND_MS)
    const forgetting = await world.core.query({ kinds: ['source.forget'], states: ['enqueued', 'running', 'blocked'] })
    expect(forgetting).toMatchObject({ ok: true, value: { rows: [] } })
    expect((await world.core.summary()).waiting).toEqual([])
  })
})

describe('the table of a new source', () => {
  it('is never the one whose rows a removed source left behind', async () => {
    await duties.remove((await added('Quakes')).id, false)
    await world.advance(0)
    await world.restart()
    useCore()
    expect((await added('Quakes')).table).toBe('quakes_2')
  })

  it('is never one that is still to be dropped; once it is dropped, its name is free', async () => {
    const source = await added('Quakes')
    await world.core.pause({ type: 'kind', kind: 'source.forget' }, null)
    await duties.remove(source.id, true)
    expect((await added('Quakes')).table).toBe('quakes_2')
    await world.core.resume({ type: 'kind', kind: 'source.forget' })
    await world.advance(SECOND_MS)
    expect((await added('Quakes')).table).toBe('quakes')
  })

  it('is never the sample’s', async () => {
    expect((await added('Sample matches')).table).toBe('sample_matches_2')
  })
})
