// What a run says of how long its server wants to be left alone (PULL-11).
import { afterEach, beforeEach, expect, it } from 'vitest'
import { FeedWorld } from '../../testing/feedWorld'

let world: FeedWorld

beforeEach(async () => {
  world = await FeedWorld.open()
  await world.sync()
})
afterEach(() => world.close())

it('PULL-11 tells for how long the server wants to be left alone, of its first page, changed or not', async () => {
  world.intercept = (request, reply) => {
    reply.setHeader('cache-control', request.url?.includes('page=2') ? 'max-age=9000' : 'max-age=3600')
    return false
  }
  expect((await world.sync()).sums).toMatchObject({ askedRestMs: 3_600_000, notModified: 2 })
  world.pages[0]?.push({ id: 9, name: 'news' })
  expect((await world.sync()).sums).toMatchObject({ askedRestMs: 3_600_000, inserted: 1 })
})
