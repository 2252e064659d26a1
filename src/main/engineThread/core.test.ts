// Engine, outbox and sources together over a real core.db, without a thread: what only shows when they meet.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CoreEvent } from '@shared/core'
import { type Destination, usualDestination } from '@shared/destinations'
import type { Reply } from '@shared/errors'
import type { Settlement } from '@shared/outbox'
import { defaultPreferences } from '@shared/preferences'
import type { RunSpec } from '@shared/runner'
import { MINUTE_MS, SECOND_MS } from '@shared/time'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aSource } from '../../testing/sourceBuilder'
import { openCoreDatabase } from '../store/database'
import { type CoreHandle, createCore } from './core'

const START = Date.UTC(2026, 0, 2)
const error = { code: 'http', message: 'No.' }
const place = { id: 'd', name: 'Reports', url: 'http://127.0.0.1:1/r', sourceId: null }
const reports: Destination = { ...usualDestination, ...place }
const matches = aSource()

let folder: string
let handle: CoreHandle
let nowMs: number
let events: CoreEvent[]
let timers: { at: number; work: () => void }[]
let ids: number

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lull-core-'))
  nowMs = 0
  ids = 0
  await openCore()
})
afterEach(async () => {
  await shutDown()
  rmSync(folder, { recursive: true, force: true })
})

async function openCore(): Promise<void> {
  events = []
  timers = []
  const instanceId = `instance${++ids}`
  handle = createCore({
    db: openCoreDatabase(join(folder, 'core.db')),
    backupFolder: join(folder, 'backups'),
    preferences: defaultPreferences,
    slots: 2,
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    emit: (event) => events.push(event),
    clock: { now: () => START + nowMs, monotonic: () => nowMs, uptime: () => nowMs },
    random: () => 0.5,
    newId: () => `id${String(++ids).padStart(6, '0')}`,
    instanceId,
    defer: (flush) => setImmediate(flush),
    later: (work, delayMs) => timers.push({ at: nowMs + delayMs, work }),
  })
  await handle.start()
}

/** Lets everything that was begun come to its commit. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve))
}

async function advance(ms: number): Promise<void> {
  nowMs += ms
  const due = timers.filter(({ at }) => at <= nowMs)
  timers = timers.filter(({ at }) => at > nowMs)
  for (const { work } of due) work()
  handle.inputs.alarmFired()
  await settled()
}

/** Quits, ending what still runs as a worker would. */
async function shutDown(): Promise<void> {
  const done = handle.core.shutDown()
  await settled()
  for (const event of events.filter(({ type }) => type === 'stop')) {
    if (event.type === 'stop')
      handle.inputs.runner({ type: 'died', attemptId: event.attemptId, cause: 'stopped', detail: '' })
  }
  await done
}

function started(kind: string): RunSpec[] {
  return events.flatMap((event) => (event.type === 'start' && event.run.kind === kind ? [event.run] : []))
}

async function end(run: RunSpec): Promise<void> {
  handle.inputs.runner({ type: 'ended', attemptId: run.attemptId, outcome: { type: 'succeeded' }, sums: {} })
  await settled()
}

async function startedSend(): Promise<RunSpec> {
  await advance(11 * SECOND_MS)
  const run = started('outbox.send').at(-1)
  if (run === undefined) throw new Error('no send was started')
  handle.inputs.runner({ type: 'started', attemptId: run.attemptId, at: START + nowMs })
  await settled()
  return run
}

function valueOf<T>(reply: Reply<T>): T {
  if (!reply.ok) throw new Error(reply.refusal.code)
  return reply.value
}

const settle = (run: { attemptId: string }, itemId: string, settlement: Settlement): Promise<Reply<unknown>> =>
  handle.core.settleOutbox(run.attemptId, [{ itemId, settlement }], null)

const add = async (...labels: string[]): Promise<string[]> =>
  valueOf(
    await handle.core.addToOutbox(labels.map((label) => ({ destinationId: 'd', entity: null, body: '{}', label }))),
  ).ids

describe('the outbox on the engine', () => {
  beforeEach(async () => {
    await handle.core.putDestination(reports)
  })

  it('OUT-1 what was added starts one send 10 s later, which takes and settles it', async () => {
    const [a] = await add('a')
    await advance(9 * SECOND_MS)
    expect(started('outbox.send')).toEqual([])
    const run = await startedSend()
    expect(run.input).toEqual({ destinationId: 'd' })
    const { items } = valueOf(await handle.core.takeFromOutbox(run.attemptId, 'd', 10))
    expect(items.map(({ id }) => id)).toEqual([a])
    expect(await settle(run, a!, { type: 'done', status: 201 })).toMatchObject({ ok: true })
    await end(run)
    expect(await handle.core.outboxCounts()).toMatchObject({ done: 1, pending: 0, sending: 0 })
    await advance(MINUTE_MS)
    expect(started('outbox.send')).toHaveLength(1)
  })

  it('OUT-9 what is left after a run is sent by another, without any new item', async () => {
    await add('a')
    await end(await startedSend())
    await startedSend()
    expect(started('outbox.send')).toHaveLength(2)
  })

  it('OUT-9 an item that must wait is sent when its time has come', async () => {
    const [a] = await add('a')
    const run = await startedSend()
    await handle.core.takeFromOutbox(run.attemptId, 'd', 10)
    const notBefore = START + nowMs + 5 * MINUTE_MS
    await settle(run, a!, { type: 'retry', notBefore, error })
    await end(run)
    await advance(4 * MINUTE_MS)
    expect(started('outbox.send')).toHaveLength(1)
    await advance(MINUTE_MS + SECOND_MS)
    expect(started('outbox.send')).toHaveLength(2)
  })

  it('P9 an attempt that ended can neither take nor settle', async () => {
    const [a] = await add('a')
    const run = await startedSend()
    await handle.core.takeFromOutbox(run.attemptId, 'd', 10)
    await end(run)
    const notOwner = { ok: false, refusal: { code: 'not_owner' } }
    expect(await handle.core.takeFromOutbox(run.attemptId, 'd', 10)).toMatchObject(notOwner)
    expect(await settle(run, a!, { type: 'done', status: 201 })).toMatchObject(notOwner)
  })

  it('OUT-2, OUT-5 what was in hand when a worker died goes out again with its key', async () => {
    await add('a')
    const run = await startedSend()
    const [before] = valueOf(await handle.core.takeFromOutbox(run.attemptId, 'd', 10)).items
    handle.inputs.runner({ type: 'died', attemptId: run.attemptId, cause: 'crashed', detail: '' })
    await settled()
    await advance(20 * MINUTE_MS)
    const again = started('outbox.send').at(-1)!
    expect(again.attemptId).not.toBe(run.attemptId)
    const [after] = valueOf(await handle.core.takeFromOutbox(again.attemptId, 'd', 10)).items
    expect(after?.key).toBe(before?.key)
  })

  it('OUT-8 a sign-in sends what was held, at once', async () => {
    await handle.core.putSource({ ...matches, auth: 'bearer', url: 'http://127.0.0.1:1/m' })
    await handle.core.putDestination({ ...reports, sourceId: 's' })
    const [a] = await add('a')
    const run = await startedSend()
    await handle.core.takeFromOutbox(run.attemptId, 'd', 10)
    await settle(run, a!, { type: 'held', reason: 'auth_required', error })
    const wait = { type: 'wait', reason: 'auth_required', scope: 'source' } as const
    handle.inputs.runner({ type: 'ended', attemptId: run.attemptId, outcome: wait, sums: {} })
    await settled()
    expect((await handle.core.summary()).outbox).toEqual({ pending: 0, needsYou: 1 })
    await advance(30 * MINUTE_MS)
    expect(started('outbox.send')).toHaveLength(1)
    await handle.core.releaseHold({ reason: 'auth_required', sourceId: 's' })
    await advance(SECOND_MS)
    expect(started('outbox.send')).toHaveLength(2)
    expect((await handle.core.summary()).outbox).toEqual({ pending: 1, needsYou: 0 })
  })

  it('OUT-5 what was being sent when the app ended is sent after its next start', async () => {
    await add('a')
    const run = await startedSend()
    await handle.core.takeFromOutbox(run.attemptId, 'd', 10)
    await shutDown()
    await openCore()
    expect(await handle.core.outboxCounts()).toMatchObject({ pending: 1, sending: 0 })
    await startedSend()
  })
})

describe('sources on the engine', () => {
  it('keeps a source, its switch and its success', async () => {
    expect(await handle.core.putSource(matches)).toEqual({ ok: true, value: matches })
    expect(valueOf(await handle.core.setSourceEnabled('s', false)).enabled).toBe(false)
    expect(await handle.core.source('s')).toEqual({ ...matches, enabled: false })
    expect(await handle.core.removeSource('s')).toEqual({ ok: true, value: { removed: true } })
    expect(await handle.core.sources()).toEqual([])
  })

  it('refuses what is not there, and a table that is taken', async () => {
    await handle.core.putSource(matches)
    expect(await handle.core.setSourceEnabled('x', true)).toMatchObject({ refusal: { code: 'source_not_found' } })
    expect(await handle.core.putSource({ ...matches, id: 't' })).toMatchObject({ refusal: { code: 'table_taken' } })
  })

  it('a disabled source keeps its sync from running until it is enabled', async () => {
    await handle.core.putSource({ ...matches, url: 'http://127.0.0.1:1/m', enabled: false })
    const request = {
      kind: 'feed.sync',
      input: { sourceId: 's' },
      sourceId: 's',
      constraints: { network: 'notRequired' },
    } as const
    const [id] = valueOf(await handle.core.enqueue([request])).ids
    await advance(MINUTE_MS)
    expect((await handle.core.get(id!))?.reasons[0]?.code).toBe('disabled')
    await handle.core.setSourceEnabled('s', true)
    await advance(SECOND_MS)
    expect(started('feed.sync').map(({ jobId }) => jobId)).toEqual([id])
  })

  it('a run that succeeded is news, and the success of its source', async () => {
    await handle.core.putSource({ ...matches, url: 'http://127.0.0.1:1/m' })
    await handle.core.enqueue([
      { kind: 'feed.sync', input: { sourceId: 's' }, sourceId: 's', constraints: { network: 'notRequired' } },
    ])
    await advance(MINUTE_MS)
    const [run] = started('feed.sync')
    handle.inputs.runner({
      type: 'ended',
      attemptId: run!.attemptId,
      outcome: { type: 'succeeded' },
      sums: { inserted: 3, updated: 1 },
    })
    await settled()
    expect(await handle.core.news()).toEqual([
      { sourceId: 's', inserted: 3, updated: 1, deleted: 0, lastAt: START + nowMs },
    ])
    expect((await handle.core.source('s'))?.lastSuccessAt).toBe(START + nowMs)
    await handle.core.newsSeen()
    expect(await handle.core.news()).toEqual([])
  })
})

describe('the core', () => {
  it('remembers flags over a restart', async () => {
    await handle.core.setFlag('asked', 'yes')
    await shutDown()
    await openCore()
    expect(await handle.core.flag('asked')).toBe('yes')
  })

  it('says what changed at most 10 times a second', async () => {
    for (let n = 0; n < 30; n++) await handle.core.putSource({ ...matches, id: `s${n}`, table: `t${n}` })
    expect(events.filter(({ type }) => type === 'changed').length).toBeLessThanOrEqual(2)
    await advance(100)
    const topics = events.flatMap((event) => (event.type === 'changed' ? event.topics : []))
    expect(topics).toContain('sources')
  })

  it('makes a backup within its first hours', async () => {
    await advance(2 * MINUTE_MS)
    await advance(SECOND_MS)
    await expect.poll(() => existsSync(join(folder, 'backups'))).toBe(true)
  })

  it('P26 shuts down once, leaving one file, and hears nothing after', async () => {
    await shutDown()
    await handle.core.shutDown()
    expect(existsSync(join(folder, 'core.db-wal'))).toBe(false)
    expect(() => handle.inputs.moment('resume')).not.toThrow()
    await expect(handle.core.sources()).rejects.toThrow('not open')
  })
})
