// What a job costs, counted and not timed: statements, commits, and messages between main and the thread. Machines differ, counts do not.
import type { CoreEvent } from '@shared/core'
import type { JobRequest } from '@shared/jobs/job'
import type { RunLog } from '@shared/jobs/runLog'
import { defaultPreferences } from '@shared/preferences'
import type { Database } from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { openTestDatabase } from '../../testing/testDatabase'
import { type CoreHandle, createCore } from './core'
import type { FromThread } from './protocol'
import { createEventSender } from './serving'

const job: JobRequest = { kind: 'diagnostic.noop', input: {} }
const later: JobRequest = { ...job, initialDelayMs: 3_600_000 }

/** Statements by their first two words, as often as they ran. */
type Counts = Record<string, number>

interface Counted {
  handle: CoreHandle
  messages: FromThread[]
  /** What `work` and all that follows from it at once ran. */
  during: (work: () => Promise<unknown>) => Promise<Counts>
}

/** `said`: what each run brings to its end besides its outcome. */
async function openCounted(slots: number, said: { log?: RunLog } = {}): Promise<Counted> {
  const db = openTestDatabase()
  let counts: Counts = {}
  countStatements(db, (sql) => (counts[sql] = (counts[sql] ?? 0) + 1))
  const messages: FromThread[] = []
  const send = createEventSender({ postMessage: (message) => messages.push(message) })
  let ids = 0
  const emit = (event: CoreEvent): void => {
    send(event)
    // All slots answer in the next turn of the loop, as they do when they run side by side.
    if (event.type === 'start') setImmediate(() => end(event.run.attemptId))
  }
  const end = (attemptId: string): void =>
    handle.inputs.runner({ type: 'ended', attemptId, outcome: { type: 'succeeded' }, sums: {}, ...said })
  const handle = createCore({
    db,
    backupFolder: '',
    preferences: defaultPreferences,
    slots,
    log: { debug() {}, info() {}, warn() {}, error: (message) => expect.unreachable(message) },
    emit,
    clock: { now: () => 1_000_000, monotonic: () => 0, uptime: () => 0 },
    random: () => 0,
    newId: () => `id-${String((ids += 1)).padStart(6, '0')}`,
    instanceId: 'instance',
    defer: (flush) => setImmediate(flush),
    later: () => undefined,
  })
  await handle.start()
  onTestFinished(() => handle.core.shutDown())
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => void setImmediate(resolve))
  }
  // Everything that happens once has happened: the first job of a kind, the first attempt.
  await handle.core.enqueue([job, later])
  await settled()
  return {
    handle,
    messages,
    during: async (work) => {
      counts = {}
      messages.length = 0
      await work()
      await settled()
      return counts
    },
  }
}

function countStatements(db: Database, count: (name: string) => void): void {
  const prepare = db.prepare.bind(db) as (sql: string) => object
  const counting = (sql: string): object => {
    const statement = prepare(sql)
    const name = nameOf(sql)
    for (const method of ['run', 'get', 'all']) {
      const act = (Reflect.get(statement, method) as (...args: unknown[]) => unknown).bind(statement)
      const value = (...args: unknown[]): unknown => {
        count(name)
        return act(...args)
      }
      Object.defineProperty(statement, method, { value })
    }
    return statement
  }
  Object.assign(db, { prepare: counting })
}

/** What it does to which table. */
function nameOf(sql: string): string {
  const [verb = '', second = ''] = sql.trim().split(/\s+/)
  const table = /\b(?:FROM|INTO|UPDATE)\s+(\w+)/.exec(sql)?.[1]
  return `${verb} ${table ?? second}`.trim()
}

const total = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0)

it('D7 one enqueue is one commit of the job alone, and reads nothing', async () => {
  const { handle, during } = await openCounted(2)
  await handle.core.enqueue([later])
  expect(await during(() => handle.core.enqueue([later]))).toEqual({
    'BEGIN IMMEDIATE': 1,
    'SAVEPOINT work': 1,
    'INSERT jobs': 1,
    'RELEASE work': 1,
    COMMIT: 1,
  })
})

it('D7 64 enqueues in flight are one commit', async () => {
  const { handle, during } = await openCounted(2)
  await handle.core.enqueue([later])
  const counts = await during(() => Promise.all(Array.from({ length: 64 }, () => handle.core.enqueue([later]))))
  expect(counts).toMatchObject({ COMMIT: 1, 'INSERT jobs': 64 })
  expect(total(counts)).toBe(2 + 3 * 64)
})

it.each([2, 8])('D7 the ends of %i slots and the starts after them are one commit and one message', async (slots) => {
  const { handle, during, messages } = await openCounted(slots)
  const jobs = 40
  await handle.core.pause({ type: 'all' }, null)
  await handle.core.enqueue(Array.from({ length: jobs }, () => job))
  const counts = await during(() => handle.core.resume({ type: 'all' }))
  // The first turn only starts, the last only ends.
  const turns = jobs / slots + 1
  expect(counts).toMatchObject({ COMMIT: turns, 'INSERT attempts': jobs, 'INSERT occurrences': jobs })
  expect(messages).toHaveLength(turns)
})

it('D6 a job is started and ended in fourteen statements, of which five write', async () => {
  const { handle, during } = await openCounted(8)
  const runs = async (jobs: number): Promise<Counts> => {
    await handle.core.pause({ type: 'all' }, null)
    await handle.core.enqueue(Array.from({ length: jobs }, () => job))
    return await during(() => handle.core.resume({ type: 'all' }))
  }
  const few = await runs(8)
  const many = await runs(88)
  const ofOne = Object.fromEntries(Object.keys(many).map((name) => [name, ((many[name] ?? 0) - (few[name] ?? 0)) / 80]))
  expect(ofOne).toMatchObject({
    'UPDATE jobs': 2,
    'INSERT attempts': 1,
    'DELETE attempts': 1,
    'INSERT occurrences': 1,
  })
  expect(total(ofOne)).toBeLessThan(14)
})

it('D6 what a run said is one statement more, and one that said nothing costs none', async () => {
  const log = { lines: [{ at: 1, level: 'info' as const, message: 'began', fields: {} }], dropped: 0 }
  const countsOf = async (said: object): Promise<Counts> => {
    const { handle, during } = await openCounted(8, said)
    return await during(() => handle.core.enqueue([job]))
  }
  const [mute, told] = [await countsOf({}), await countsOf({ log })]
  expect(mute).not.toHaveProperty('INSERT run_logs')
  expect(told).toEqual({ ...mute, 'INSERT run_logs': 1 })
})
