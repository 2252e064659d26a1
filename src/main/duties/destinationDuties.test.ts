// Destinations over the real core: their addresses, their sign-ins, and what is brought into the outbox, once or each period.

import { type DestinationSettings, usualDestination } from '@shared/destinations'
import { refused } from '@shared/errors'
import { DAY_MS } from '@shared/time'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type CoreWorld, openCoreWorld } from '../../testing/coreWorld'
import { createDestinationDuties, type DestinationDuties, destinationTag } from './destinationDuties'

const settings: DestinationSettings = { ...usualDestination, name: 'Shop', url: 'https://example.org/items' }

let world: CoreWorld
let duties: DestinationDuties
let tokens: Map<string, string>
let ids: number
beforeEach(async () => {
  world = await openCoreWorld()
  tokens = new Map()
  ids = 0
  duties = createDestinationDuties({
    core: world.core,
    vault: {
      put: async ({ id }, origin, token) => void tokens.set(id, `${origin} ${token}`),
      has: (id) => tokens.has(id),
      forget: async (id) => void tokens.delete(id),
    },
    newId: () => `n${++ids}`,
  })
})
afterEach(() => world.close())

async function add(more: Partial<DestinationSettings> = {}, token?: string): Promise<string> {
  const reply = await duties.add({ ...settings, ...more }, token)
  if (!reply.ok) throw new Error(reply.refusal.code)
  return reply.value.id
}

it('S27 a token is bound to the origin, and forgotten with another address or without a sign-in', async () => {
  const id = await add({ auth: 'token' }, 'secret')
  expect(tokens.get(id)).toBe('https://example.org secret')
  expect(await duties.list()).toMatchObject([{ id, signedIn: true, isHeld: false, open: 0 }])
  await duties.edit(id, { ...settings, auth: 'token', url: 'https://example.org/other' })
  expect(tokens.has(id)).toBe(true)
  await duties.edit(id, { ...settings, auth: 'token', url: 'https://example.com/items' })
  expect(tokens.has(id)).toBe(false)
  expect(await duties.signIn(id, 'again')).toMatchObject({ ok: true, value: { signedIn: true } })
  expect(tokens.get(id)).toBe('https://example.com again')
})

it.each<[string, Partial<DestinationSettings>]>([
  ['url_scheme', { url: 'file:///etc/passwd' }],
  ['url_has_password', { url: 'https://a:b@example.org' }],
  ['url_placeholder', { url: 'https://example.org/{key}' }],
  ['lookup_other_origin', { lookupUrl: 'https://example.com/{key}' }],
  ['url_placeholder', { lookupUrl: 'https://example.org/{other}' }],
])('S35 is refused with %s', async (code, more) => {
  expect(await duties.add({ ...settings, ...more })).toMatchObject({ ok: false, refusal: { code } })
})

it('OUT-1 a record is in the outbox when it resolves', async () => {
  const destinationId = await add()
  const record = { destinationId, body: '{"a":1.0}', label: 'A', entity: null, entityField: null, repeat: null }
  expect(await duties.addRecord(record)).toEqual({ ok: true, value: { jobId: null } })
  const [item] = (await world.core.outboxItems({ limit: 9, after: null })).rows
  expect(await world.core.outboxItem(item?.id ?? '')).toMatchObject({ body: '{"a":1.0}', label: 'A' })
})

it('files are brought in by a job at once, or by one of each period with conditions of its own', async () => {
  const destinationId = await add()
  const files = [
    { path: '/a.json', name: 'a.json' },
    { path: '/b.json', name: 'b.json' },
  ]
  const request = { destinationId, files, as: 'records' as const, entityField: 'id', repeat: null }
  await duties.addFiles(request)
  await world.advance(0)
  expect(world.runs.map(({ kind }) => kind)).toContain('outbox.add')
  await duties.addFiles({ ...request, repeat: { everyMs: DAY_MS, constraints: { charging: true } } })
  const found = await world.core.query({ kinds: ['outbox.repeat'], tags: [destinationTag(destinationId)] })
  expect(found.ok && found.value.rows).toMatchObject([{ label: 'a.json + 1' }])
})

it('P4 removing it discards what was not sent, ends what repeats, and forgets its sign-in', async () => {
  const id = await add({ auth: 'token' }, 'secret')
  const repeat = { everyMs: DAY_MS, constraints: {} }
  const record = { destinationId: id, body: '{}', label: 'A', entity: null, entityField: null }
  await duties.addRecord({ ...record, repeat: null })
  await duties.addRecord({ ...record, repeat })
  expect(await duties.remove(id)).toEqual({ ok: true, value: {} })
  expect(await world.core.outboxCounts()).toMatchObject({ pending: 0, discarded: 1 })
  expect(await duties.list()).toEqual([])
  expect(tokens.size).toBe(0)
  const left = await world.core.query({ tags: [destinationTag(id)], states: ['enqueued', 'running'] })
  expect(left.ok && left.value.rows).toEqual([])
  expect(await duties.remove(id)).toMatchObject({ refusal: { code: 'destination_not_found' } })
})

it('P3 a destination that could not be stored leaves no token behind', async () => {
  const full = async () => refused('disk_full', 'The disk is full.')
  const vault = {
    put: async ({ id }: { id: string }) => void tokens.set(id, 'kept'),
    has: (id: string) => tokens.has(id),
    forget: async (id: string) => void tokens.delete(id),
  }
  const failing = createDestinationDuties({ core: { ...world.core, putDestination: full }, vault, newId: () => 'n' })
  expect(await failing.add({ ...settings, auth: 'token' }, 'secret')).toMatchObject({ ok: false })
  expect([...tokens]).toEqual([])
})
