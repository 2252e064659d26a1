// When a source is pulled anew after it was edited.
import type { SourceView } from '@shared/sources'
import { MINUTE_MS } from '@shared/time'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CoreWorld, openCoreWorld } from '../../testing/coreWorld'
import { plainSource, sourceDutiesOf } from '../../testing/sourceDutiesOf'
import type { SourceDuties } from './sourceDuties'

let world: CoreWorld
let duties: SourceDuties

beforeEach(async () => {
  world = await openCoreWorld()
  world.outcomes.set('feed.sync', { type: 'succeeded' })
  duties = sourceDutiesOf(world)
})

afterEach(async () => await world.close())

async function added(): Promise<SourceView> {
  const reply = await duties.add(plainSource)
  if (!reply.ok) throw new Error(reply.refusal.code)
  return reply.value
}

describe('an edit', () => {
  it('of its name or its times runs nothing by itself', async () => {
    const source = await added()
    await world.advance(0)
    await duties.edit(source.id, {
      ...plainSource,
      name: 'Other',
      everyMs: 60 * MINUTE_MS,
      constraints: { idle: true },
    })
    await world.advance(MINUTE_MS)
    expect(world.runs).toHaveLength(1)
  })

  it('of what is pulled runs the sync at once, and an earlier answer about its rows is none any more', async () => {
    const source = await added()
    await world.advance(0)
    await world.core.setFlag('deletes:source1', 'delete:900')
    await duties.edit(source.id, { ...plainSource, recordsPath: 'data' })
    await world.advance(0)
    expect(world.runs).toHaveLength(2)
    expect(await world.core.flag('deletes:source1')).toBeUndefined()
  })

  it('made while the sync runs has it run again as soon as that attempt has ended', async () => {
    world.outcomes.delete('feed.sync')
    const source = await added()
    await world.advance(0)
    await duties.edit(source.id, { ...plainSource, recordsPath: 'data' })
    await duties.edit(source.id, { ...plainSource, recordsPath: 'data.items' })
    await world.advance(MINUTE_MS)
    expect(world.runs).toHaveLength(1)
    const [running] = world.runs
    if (!running) throw new Error('nothing runs')
    world.outcomes.set('feed.sync', { type: 'succeeded' })
    await world.end(running, { type: 'succeeded' })
    await duties.syncEnded(source.id)
    await world.advance(0)
    expect(world.runs).toHaveLength(2)
    await duties.syncEnded(source.id)
    await world.advance(MINUTE_MS)
    expect(world.runs).toHaveLength(2)
  })
})
