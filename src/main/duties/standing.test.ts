// The app's own work is registered once, and until its time has come it is scheduled, not waiting.
import { MINUTE_MS } from '@shared/time'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type CoreWorld, openCoreWorld } from '../../testing/coreWorld'
import { cleanNow, registerStandingWork } from './standing'

let world: CoreWorld
beforeEach(async () => {
  world = await openCoreWorld()
})
afterEach(async () => await world.close())

const counted = async (query: { dueBy: number } | { dueAfter: number }): Promise<number> => {
  const reply = await world.core.count({ states: ['enqueued'], ...query })
  if (!reply.ok) throw new Error(reply.refusal.code)
  return reply.value
}

it('is one job however often it is registered, due five minutes after the first time', async () => {
  await registerStandingWork(world.core)
  await world.advance(4 * MINUTE_MS)
  await registerStandingWork(world.core)
  expect([await counted({ dueBy: world.now() }), await counted({ dueAfter: world.now() })]).toEqual([0, 1])
  await world.advance(2 * MINUTE_MS)
  expect([await counted({ dueBy: world.now() }), await counted({ dueAfter: world.now() })]).toEqual([1, 0])
})

it('cleans now when it is asked to, whatever the time', async () => {
  await cleanNow(world.core)
  await registerStandingWork(world.core)
  await cleanNow(world.core)
  await cleanNow(world.core)
  expect(await world.core.query({ names: ['clean'] })).toMatchObject({ value: { rows: [{ state: 'running' }] } })
})
