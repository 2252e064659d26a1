// The log of a pull: where it began, what each page brought, what was set aside, what the server asked for. No token, no query, no record.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FeedWorld } from '../../testing/feedWorld'

let world: FeedWorld
beforeEach(async () => {
  world = await FeedWorld.open()
})
afterEach(async () => await world.close())

const said = (): string[] => world.said.lines.map(({ level, message }) => `${level} ${message}`)
const fieldsOf = (message: string): unknown[] =>
  world.said.lines.filter((line) => line.message === message).map(({ fields }) => fields)

describe('OBS-1 the log of a pull', () => {
  it('tells where it began and what each page brought', async () => {
    await world.sync()
    expect(said()).toEqual(['info asks from the first page on', 'debug page stored', 'debug page stored'])
    const { host } = new URL(world.server.origin)
    expect(fieldsOf('asks from the first page on')).toEqual([{ host, isIncremental: false }])
    const stored = fieldsOf('page stored') as { page: number; inserted: number; requests: number }[]
    expect(stored.map(({ page, inserted, requests }) => [page, inserted, requests])).toEqual([
      [1, 2, 1],
      [2, 1, 1],
    ])
  })

  it('tells pages that did not change, and that it goes on behind the last one', async () => {
    await world.sync()
    world.said.lines.length = 0
    await world.sync()
    expect(said()).toEqual(['info asks from the first page on', 'debug page is unchanged', 'debug page is unchanged'])
    world.answerWith(/page=2/, (reply) => void reply.writeHead(500).end())
    world.pages[0]?.push({ id: 9, name: 'new' })
    await world.sync()
    world.intercept = () => false
    world.said.lines.length = 0
    await world.sync()
    expect(said()[0]).toBe('info goes on behind its last stored page')
  })

  it('warns of records that were set aside, and of another shape', async () => {
    await world.sync()
    world.said.lines.length = 0
    world.pages[0] = [{ id: 1, name: 'a', colour: 'red' }, { name: 'without a key' }]
    await world.sync()
    expect(fieldsOf('records were set aside')).toEqual([{ page: 1, records: 1 }])
    expect(fieldsOf('records have another shape than before')).toMatchObject([{ page: 1 }])
  })

  it('tells a short wait that the server asked for', async () => {
    let asked = 0
    world.intercept = (_, reply) => {
      asked += 1
      if (asked > 1) return false
      reply.writeHead(429, { 'retry-after': '1' }).end()
      return true
    }
    await world.sync()
    expect(fieldsOf('the server asked to wait')).toMatchObject([{ code: 'rate_limited' }])
  })

  it('P28 has neither token nor query nor record in it', async () => {
    world.source = { ...world.source, auth: 'bearer', url: `${world.server.origin}/things?search=private-word` }
    world.token = 'word-1-token'
    world.pages[0] = [{ id: 1, name: 'private-name' }, { name: 'private-name too' }]
    await world.sync()
    world.answerWith(/./, (reply) => reply.writeHead(422).end(JSON.stringify({ message: 'word-1-token' })))
    await world.sync()
    expect(world.said.lines.length).toBeGreaterThan(3)
    expect(JSON.stringify(world.said.lines)).not.toMatch(/private|word-1/)
  })

  it('stays short however many pages there are', async () => {
    world.pages.length = 0
    for (let page = 0; page < 300; page += 1) world.pages.push([{ id: page, name: 'x' }])
    await world.sync()
    expect(fieldsOf('page stored').length).toBeLessThan(40)
  })
})
