// When core.db is looked after, and that it never begins while somebody works.
import { HOUR_MS, MINUTE_MS } from '@shared/time'
import { expect, it } from 'vitest'
import { createUpkeep } from './upkeep'

function setUp(backUp: () => Promise<unknown> = () => Promise.resolve()) {
  const world = { uptime: 0, isIdle: true, isBackupDue: true }
  const did: string[] = []
  const upkeep = createUpkeep({
    uptime: () => world.uptime,
    now: () => world.uptime,
    isIdle: () => world.isIdle,
    isBackupDue: () => world.isBackupDue,
    backUp: () => {
      did.push('backUp')
      return backUp()
    },
    pruneOutbox: () => did.push('prune'),
    freePages: () => did.push('free'),
    log: {
      debug: () => undefined,
      info: () => undefined,
      warn: (message) => did.push(message),
      error: () => undefined,
    },
  })
  const tickAt = async (uptime: number): Promise<void> => {
    world.uptime = uptime
    upkeep.tick()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { world, did, upkeep, tickAt }
}

it('begins a minute after the start and comes again after an hour', async () => {
  const { world, did, tickAt } = setUp()
  await tickAt(MINUTE_MS - 1)
  expect(did).toEqual([])
  await tickAt(MINUTE_MS)
  expect(did).toEqual(['prune', 'free', 'backUp'])
  world.isBackupDue = false
  await tickAt(HOUR_MS)
  expect(did).toHaveLength(3)
  await tickAt(HOUR_MS + MINUTE_MS)
  expect(did.slice(3)).toEqual(['prune', 'free'])
})

it('waits until no attempt runs', async () => {
  const { world, did, tickAt } = setUp()
  world.isIdle = false
  await tickAt(HOUR_MS)
  expect(did).toEqual([])
  world.isIdle = true
  await tickAt(HOUR_MS + 1)
  expect(did).toContain('backUp')
})

it('survives a failure, says so, and tries again an hour later', async () => {
  const { did, tickAt } = setUp(() => Promise.reject(new Error('disk full')))
  await tickAt(MINUTE_MS)
  expect(did.at(-1)).toContain('upkeep of core.db failed')
  await tickAt(MINUTE_MS + HOUR_MS)
  expect(did.filter((what) => what === 'backUp')).toHaveLength(2)
})

it('lets a copy under way end before it stops, and begins nothing after', async () => {
  const copy = Promise.withResolvers<undefined>()
  const { did, upkeep, tickAt } = setUp(() => copy.promise)
  await tickAt(MINUTE_MS)
  let isStopped = false
  const stopping = (async () => {
    await upkeep.stop()
    isStopped = true
  })()
  await tickAt(3 * HOUR_MS)
  expect(isStopped).toBe(false)
  copy.resolve(undefined)
  await stopping
  await tickAt(9 * HOUR_MS)
  expect(did.filter((what) => what === 'prune')).toHaveLength(1)
})
