// What a run says of how often its source should be asked: how long its server wants to rest, and how often nothing was new (PULL-11).

import type { RunSums } from '@shared/jobs/occurrence'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { FeedWorld } from '../../testing/feedWorld'
import { feedSync } from './feedSync'

let world: FeedWorld

beforeEach(async () => {
  world = await FeedWorld.open()
  await world.sync()
})
afterEach(() => world.close())

const same = async (): Promise<number | undefined> => (await world.sync()).sums.sameRuns

async function byUser(): Promise<RunSums> {
  const sums: RunSums = {}
  const run = world.context(new AbortController().signal, sums)
  await feedSync({ ...run, run: { ...run.run, trigger: 'user' }, input: { sourceId: 's1' } })
  return sums
}

it('PULL-11 counts the runs in a row that brought nothing new, and begins anew with news', async () => {
  expect([await same(), await same(), await same()]).toEqual([1, 2, 3])
  world.pages[0]?.push({ id: 9, name: 'news' })
  expect([await same(), await same()]).toEqual([undefined, 1])
})

it('PULL-11 begins anew when the user asks for a run', async () => {
  expect([await same(), await same()]).toEqual([1, 2])
  expect((await byUser()).sameRuns).toBeUndefined()
  expect(await same()).toBe(1)
})

it('PULL-11 counts a list that is the same, whether its server knows so or not', async () => {
  world.intercept = (request) => {
    delete request.headers['if-none-match']
    return false
  }
  expect([await same(), await same()]).toEqual([1, 2])
})

it('PULL-11 tells for how long the server wants to be left alone, of its first page, changed or not', async () => {
  world.intercept = (request, reply) => {
    reply.setHeader('cache-control', request.url?.includes('page=2') ? 'max-age=9000' : 'max-age=3600')
    return false
  }
  expect((await world.sync()).sums).toMatchObject({ askedRestMs: 3_600_000, notModified: 2 })
  world.pages[0]?.push({ id: 9, name: 'news' })
  expect((await world.sync()).sums).toMatchObject({ askedRestMs: 3_600_000, inserted: 1 })
})
