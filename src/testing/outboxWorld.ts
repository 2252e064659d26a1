// The outbox over its real rows in a temporary core.db, with a queue that only remembers. For tests of what is accepted, handed out,
// settled and sent again.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Destination, usualDestination } from '@shared/destinations'
import { granted, type Reply } from '@shared/errors'
import type { JobRequest, JobView } from '@shared/jobs/job'
import type { OccurrenceView } from '@shared/jobs/occurrence'
import type { NewOutboxItem, OutboxItemView, Settlement, TakenItem } from '@shared/outbox'
import type { Problem } from '@shared/summary'
import { createOutbox, type Outbox } from '../main/outbox/outbox'
import { type CoreDatabase, closeCoreDatabase, openCoreDatabase } from '../main/store/database'
import { createDestinationStore } from '../main/store/destinationStore'
import { createOutboxStore } from '../main/store/outboxStore'

export interface OutboxWorld {
  db: CoreDatabase
  outbox: Outbox
  /** ms UTC. */
  now: number
  /** Attempts that own their job: 'one' at first. */
  owners: Set<string>
  /** Attempts that were told to stop and have not ended. */
  stopping: Set<string>
  /** Standing send jobs by unique name. */
  jobs: Map<string, { request: JobRequest; view: JobView }>
  enqueued: { name: string; policy: string; delayMs: number | undefined }[]
  add(...items: NewOutboxItem[]): Promise<string[]>
  rows(): OutboxItemView[]
  settle(itemId: string, settlement: Settlement, attemptId?: string): Reply<unknown>
  /** Work put off until later: the ends of discards. */
  later: (() => void)[]
  /** How often the views were told to look again. */
  changes: number
  /** By destination; null: over. */
  problems: Map<string, Problem | null>
  take(limit?: number, attemptId?: string): { items: TakenItem[]; remaining: number }
  /** The standing send job has ended like this. */
  runEnded(result: OccurrenceView['result'], stopReason?: OccurrenceView['stopReason']): Promise<void>
  /** The app starts again over the same rows. */
  restart(): Promise<void>
  close(): void
}

/** With one destination, 'd', that uses the sign-in of the source 's'. */
export async function openOutboxWorld(): Promise<OutboxWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'lull-outbox-'))
  const db = openCoreDatabase(join(folder, 'core.db'))
  const world: OutboxWorld = {
    db,
    outbox: undefined as unknown as Outbox,
    now: 1_000_000,
    owners: new Set(['one']),
    stopping: new Set(),
    jobs: new Map(),
    enqueued: [],
    add: async (...items) => valueOf(await world.outbox.add(items)).ids,
    rows: () => world.outbox.items({ limit: 500, after: null }).rows,
    settle: (itemId, settlement, attemptId = 'one') => world.outbox.settle(attemptId, [{ itemId, settlement }], null),
    later: [],
    changes: 0,
    problems: new Map(),
    take: (limit = 100, attemptId = 'one') => valueOf(world.outbox.take(attemptId, 'd', limit)),
    runEnded(result, stopReason = null) {
      world.jobs.clear()
      return world.outbox.runEnded({ kind: 'outbox.send', result, stopReason } as OccurrenceView)
    },
    async restart() {
      world.jobs.clear()
      world.outbox = outboxOver(world)
      world.outbox.recover()
      await world.outbox.start()
    },
    close() {
      closeCoreDatabase(db)
      rmSync(folder, { recursive: true })
    },
  }
  world.outbox = outboxOver(world)
  await world.outbox.putDestination(reports)
  return world
}

export const reports: Destination = {
  ...usualDestination,
  id: 'd',
  name: 'Reports',
  url: 'https://example.org/r',
  sourceId: 's',
}

/** `n` tells items apart; those of one entity go in order. */
export function item(n: number, entity: string | null = null): NewOutboxItem {
  return { destinationId: 'd', entity, body: JSON.stringify({ n }), label: `Report ${n}` }
}

function outboxOver(world: OutboxWorld): Outbox {
  let ids = 0
  return createOutbox({
    rows: createOutboxStore(world.db),
    destinations: createDestinationStore(world.db),
    queue: {
      async enqueueUnique(name, policy, requests) {
        for (const request of requests) {
          const delayMs = request.initialDelayMs
          const nextRunAt = world.now + (delayMs ?? 0)
          const view = {
            state: 'enqueued',
            failures: 0,
            reasons: [{ code: 'not_due' }],
            nextRunAt,
          } as unknown as JobView
          world.enqueued.push({ name, policy, delayMs })
          world.jobs.set(name, { request, view })
        }
        return granted({ ids: ['j'] })
      },
      query: async ({ names = [] }) =>
        granted({ rows: names.flatMap((name) => world.jobs.get(name)?.view ?? []), next: null }),
      get: async () => ({ periodCount: 0 }) as JobView,
      runNow: async () => granted({ overrides: [] }),
    },
    problem: (destinationId, problem) => void world.problems.set(destinationId, problem),
    later: (work) => void world.later.push(work),
    ownsItsJob: (attemptId) => world.owners.has(attemptId),
    isLive: (attemptId) => world.owners.has(attemptId) || world.stopping.has(attemptId),
    now: () => world.now,
    random: () => 1,
    newId: () => `id${++ids}`,
    changed: () => void (world.changes += 1),
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  })
}

function valueOf<T>(reply: Reply<T>): T {
  if (!reply.ok) throw new Error(reply.refusal.code)
  return reply.value
}
