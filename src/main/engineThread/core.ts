// The engine's core over one open core.db: what the thread serves, usable without a thread. Nothing is decided here that a room
// decides; what spans two of them (a sign-in, a summary) is passed to both. Who makes the rooms: rooms.ts.
import type { Core, CoreInputs } from '@shared/core'
import { granted, type Reply, refused } from '@shared/errors'
import { jobRequestSchema } from '@shared/jobs/job'
import type { Source } from '@shared/sources'
import { z } from 'zod'
import { sendName } from '../outbox/sendJob'
import { closeCoreDatabase } from '../store/database'
import { type CoreOptions, createRooms, type Rooms } from './rooms'

export interface CoreHandle {
  core: Core
  inputs: CoreInputs
  /** Recovers what the last run left and begins. Once, before any call or input. */
  start(): Promise<void>
}

export function createCore(options: CoreOptions): CoreHandle {
  const rooms = createRooms(options)
  const { engine, outbox } = rooms
  let shuttingDown: Promise<void> | null = null

  async function shutDown(): Promise<void> {
    await engine.shutDown()
    await rooms.upkeep.stop()
    closeCoreDatabase(options.db)
  }

  return {
    core: {
      ...engine.queue,
      ...ofEngine(rooms),
      ...ofSources(rooms),
      ...ofOutbox(rooms),
      shutDown() {
        shuttingDown ??= shutDown()
        return shuttingDown
      },
    },
    inputs: createInputs(rooms, () => options.db.open),
    async start() {
      outbox.recover()
      await engine.start()
      await outbox.start()
    },
  }
}

function createInputs({ engine, upkeep, live }: Rooms, isOpen: () => boolean): CoreInputs {
  /** What arrives while the app quits is too late to matter. */
  const whileOpen =
    <A extends unknown[]>(act: (...args: A) => void) =>
    (...args: A): void => {
      if (!isOpen()) return
      act(...args)
      upkeep.tick()
    }
  return {
    device: whileOpen((reading) => engine.deviceChanged(reading)),
    moment: whileOpen((moment) => engine.moment(moment)),
    preferences: whileOpen((preferences) => engine.preferencesChanged(preferences)),
    runner: whileOpen((event) => {
      if (event.type === 'ended' || event.type === 'died') live.delete(event.attemptId)
      engine.runnerEvent(event)
    }),
    alarmFired: whileOpen(() => engine.alarmFired()),
  }
}

type OfEngine =
  | 'summary'
  | 'history'
  | 'jobFigures'
  | 'runLog'
  | 'enqueueFromAttempt'
  | 'releaseHold'
  | 'freshen'
  | 'setEpochFloor'

function ofEngine({ engine, outbox }: Rooms): Pick<Core, OfEngine> {
  return {
    async summary() {
      const counts = outbox.counts()
      const pending = counts.pending + counts.sending + counts.retry_wait
      const needsYou = counts.held + counts.unknown + counts.failed_permanent + counts.conflict
      return { ...engine.summary(), outbox: { pending, needsYou } }
    },
    history: async (query) => engine.history(query),
    jobFigures: (jobId, days) => engine.jobFigures(jobId, days),
    runLog: async (occurrenceId) => engine.runLog(occurrenceId),
    async enqueueFromAttempt(attemptId, requests) {
      // They come from a worker.
      const parsed = z.array(jobRequestSchema).safeParse(requests)
      if (!parsed.success) return refused('invalid_request', 'These jobs are not well formed.')
      return engine.enqueueFromAttempt(attemptId, parsed.data)
    },
    async releaseHold(hold) {
      engine.releaseHold(hold)
      if (hold.reason === 'auth_required' && hold.jobId === undefined) await outbox.signedIn(hold.sourceId ?? null)
    },
    freshen: async () => engine.freshen(),
    setEpochFloor: async (epoch) => engine.setEpochFloor(epoch),
  }
}

type OfSources =
  | 'sources'
  | 'source'
  | 'putSource'
  | 'removeSource'
  | 'setSourceEnabled'
  | 'news'
  | 'newsSeen'
  | 'flag'
  | 'setFlag'

function ofSources({ engine, sources, news, flags, changes }: Rooms): Pick<Core, OfSources> {
  function changed(): void {
    engine.sourcesChanged()
    changes.add(['sources', 'summary'])
  }
  function stored(id: string): Reply<Source> {
    const source = sources.get(id)
    return source ? granted(source) : refused('source_not_found', 'This source is no longer here.')
  }
  return {
    sources: async () => sources.all(),
    source: async (id) => sources.get(id),
    async putSource(source) {
      if (sources.put(source) === 'table_taken') return refused('table_taken', 'Another source has this table.')
      changed()
      return stored(source.id)
    },
    async removeSource(id) {
      const removed = sources.remove(id)
      if (removed) changed()
      return granted({ removed })
    },
    async setSourceEnabled(id, enabled) {
      if (sources.setEnabled(id, enabled)) changed()
      return stored(id)
    },
    news: async () => news.all(),
    async newsSeen() {
      news.clear()
      changes.add(['summary'])
    },
    flag: async (name) => flags.get(name),
    setFlag: async (name, value) => flags.set(name, value),
  }
}

type OfOutbox =
  | 'destinations'
  | 'putDestination'
  | 'knownDestinations'
  | 'removeDestination'
  | 'releaseDestination'
  | 'addToOutbox'
  | 'takeIntoOutbox'
  | 'outboxItems'
  | 'outboxItem'
  | 'actOnOutbox'
  | 'editOutboxItem'
  | 'outboxFilesInUse'
  | 'outboxCounts'
  | 'takeFromOutbox'
  | 'settleOutbox'

function ofOutbox({ outbox, engine }: Rooms): Pick<Core, OfOutbox> {
  return {
    destinations: async () => outbox.destinations(),
    putDestination: (destination) => outbox.putDestination(destination),
    knownDestinations: async () => outbox.knownDestinations(),
    removeDestination: async (id) => outbox.removeDestination(id),
    async releaseDestination(id) {
      const found = await engine.queue.query({ names: [sendName(id)], states: ['enqueued'], limit: 1 })
      const jobId = found.ok ? found.value.rows[0]?.id : undefined
      if (jobId !== undefined) engine.releaseHold({ reason: 'auth_required', jobId })
      await outbox.released(id)
    },
    addToOutbox: (items) => outbox.add(items),
    takeIntoOutbox: (attemptId, jobId, intake) => outbox.takeIn(attemptId, jobId, intake),
    outboxItems: async (query) => outbox.items(query),
    outboxItem: async (id, longest) => outbox.item(id, longest),
    actOnOutbox: (act, ids) => outbox.act(act, ids),
    editOutboxItem: (id, body) => outbox.edit(id, body),
    outboxFilesInUse: async (files) => outbox.filesInUse(files),
    outboxCounts: async () => outbox.counts(),
    takeFromOutbox: async (attemptId, destinationId, limit) => outbox.take(attemptId, destinationId, limit),
    settleOutbox: async (attemptId, settled, begin) => outbox.settle(attemptId, settled, begin),
  }
}
