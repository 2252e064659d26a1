// Promises of a pull that planted defects had slipped past (D37): what a refusal may say, how waits spread out, sums over several pages, a
// reader that stays, and names that every object inherits.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FeedWorld } from '../../testing/feedWorld'
import { createLineLog } from '../../testing/lineLog'
import { type HttpResponse, ReplyHeaders } from '../http/exchange'
import { openForReading } from '../library/database'
import { Pace } from './pace'

let world: FeedWorld

beforeEach(async () => {
  world = await FeedWorld.open()
})
afterEach(() => world.close())

describe('a refusal', () => {
  it.each([
    ['bearer', 'word-1', 'Bearer word-1 has expired'],
    ['bearer', 'word-1', 'not allowed with "Authorization: Bearer word-1"'],
    ['header', 'word-1', 'the key word-1 is not known here'],
    ['basic', 'me:word-1', 'word-1 is not the password of me'],
    ['basic', 'me:word-1', `Basic ${Buffer.from('me:word-1').toString('base64')} was refused`],
  ] as const)(
    'PULL-29 shows the words of the server, and not the secret in them: %s %s',
    async (type, token, message) => {
      world.source = { ...world.source, auth: 'bearer' }
      world.set({ tokenAs: type === 'header' ? { type, name: 'X-Auth-Token' } : { type } })
      world.token = token
      world.answerWith(/./, (reply) => reply.writeHead(422).end(JSON.stringify({ message })))
      const ran = await world.sync()
      expect(ran.outcome).toMatchObject({ type: 'failed', error: { code: 'refused' } })
      const told = JSON.stringify(ran)
      expect(told).toContain('[secret]')
      for (const secret of ['word-1', Buffer.from(token).toString('base64')]) expect(told).not.toContain(secret)
    },
  )
})

describe('a wait that a server asks for', () => {
  const now = 1_000_000

  async function untilWith(random: number): Promise<number> {
    const answer: HttpResponse = {
      type: 'response',
      status: 429,
      url: 'https://api.example/list',
      headers: new ReplyHeaders(new Map([['retry-after', '120']])),
      body: new Uint8Array(),
      framing: 'length',
      wireBytes: 0,
      receivedAt: now,
    }
    const pace = new Pace({
      http: { send: async () => answer, close: async () => {} },
      sums: {},
      signal: new AbortController().signal,
      log: createLineLog().log,
      now: () => now,
      permit: async () => 0,
      permitDone: async () => {},
      random: () => random,
    })
    const ended = await pace.send({ method: 'GET', url: answer.url, expects: 'json' })
    return ended.type === 'wait' ? (ended.until ?? 0) - now : -1
  }

  it('PULL-21 is kept, and spread over a tenth more, so that not everybody comes back at once', async () => {
    expect([await untilWith(0), await untilWith(0.5), await untilWith(1)]).toEqual([120_000, 126_000, 132_000])
  })
})

describe('sums', () => {
  it('PULL-30 count what was set aside on every page', async () => {
    world.pages = [[{ id: 1 }, { name: 'no key' }], [{ id: 2 }, { name: 'none' }, { name: 'either' }], [{ id: 3 }]]
    expect((await world.sync()).sums).toMatchObject({ pages: 3, inserted: 3, setAside: 3 })
  })
})

describe('a reader that is in the middle of looking', () => {
  it('PULL-31 keeps no run from storing, and goes on seeing what it saw', async () => {
    await world.sync()
    const db = openForReading(world.library)
    try {
      db.exec('begin')
      const seen = db.prepare('select _key, name from things order by _key')
      const before = seen.raw().all()
      world.pages[1] = [{ id: 3, name: 'changed' }]
      expect(await world.sync()).toMatchObject({ outcome: { type: 'succeeded' }, sums: { updated: 1 } })
      expect(seen.raw().all()).toEqual(before)
      db.exec('commit')
      expect(seen.raw().all().at(-1)).toEqual(['3', 'changed'])
    } finally {
      db.close()
    }
  })
})

describe('names that every object inherits', () => {
  it.each(['constructor', 'toString', '__proto__'])(
    'F171 %s: without such a field no record is marked as gone',
    async (field) => {
      world.set({ deletes: { mode: 'tombstone', field } })
      expect((await world.sync()).sums).toMatchObject({ inserted: 3 })
      expect(world.query('select count(*) from things where _deleted_at is null')).toEqual([[3]])
    },
  )
})
