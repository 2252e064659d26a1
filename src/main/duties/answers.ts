// Answers what an attempt in a worker asks of main (D8). The pool has checked that the attempt is alive; outbox calls are fenced again
// in the engine. An expected "no" is a Reply; the pool sends it to the worker by its code.
import type { Core } from '@shared/core'
import { granted, type Reply, refused } from '@shared/errors'
import type { Logger } from '@shared/logger'
import { pullSettingsOf } from '@shared/pullSettings'
import type { RunSpec } from '@shared/runner'
import type { Source } from '@shared/sources'
import { DAY_MS } from '@shared/time'
import { type ServiceInput, type ServiceOutput, type WorkerService, workerServices } from '@shared/workerMessages'
import { deletesAnswerOf, deletesFlag, forgetAnswer } from './heldDeletes'
import type { OriginPermits } from './originPermits'

/** The sample's server, while somebody needs it. */
export interface SampleLease {
  port: number
  token: string
  release(): void
}

export interface AnswersPorts {
  core: Core
  token(sourceId: string, origin: string): string | null
  acquireSample(): Promise<SampleLease>
  /** Proxy of the system for a URL, as Chromium answers it: 'DIRECT' or 'PROXY host:port'. */
  resolveProxy(url: string): Promise<string>
  logsPastCap(): { path: string; bytes: number }[]
  /** Shared with whatever else asks a server (PULL-23). */
  permits: OriginPermits
  log: Logger
}

export interface Answers {
  answer: (run: RunSpec, service: string, input: unknown) => Promise<Reply<unknown>>
  /** Lets go of what was taken for this attempt. */
  attemptEnded(attemptId: string): void
}

const SAMPLE_SCHEME = 'sample:'
const CLEAN_SCOPE = { olderThanMs: 7 * DAY_MS, softDeletedOlderThanMs: 30 * DAY_MS }

type Answerers = { [S in WorkerService]: (run: RunSpec, input: ServiceInput<S>) => Promise<Reply<ServiceOutput<S>>> }

export function createAnswers(ports: AnswersPorts): Answers {
  const leases = new Map<string, Promise<SampleLease>>()
  const { permits } = ports
  const answerers = answerersOf(ports, permits, (run) => {
    const lease = leases.get(run.attemptId) ?? ports.acquireSample()
    leases.set(run.attemptId, lease)
    return lease
  })
  return {
    async answer(run, service, input) {
      if (!Object.hasOwn(workerServices, service)) return refused('unknown_service', 'There is no such service.')
      const name = service as WorkerService
      const parsed = workerServices[name].input.safeParse(input)
      if (!parsed.success) return refused('bad_input', 'The request of the worker is not well formed.')
      const answerer = answerers[name] as (run: RunSpec, input: unknown) => Promise<Reply<unknown>>
      return answerer(run, parsed.data)
    },
    attemptEnded(attemptId) {
      permits.attemptEnded(attemptId)
      const lease = leases.get(attemptId)
      leases.delete(attemptId)
      lease?.then(
        (taken) => taken.release(),
        () => undefined,
      )
    },
  }
}

function answerersOf(
  ports: AnswersPorts,
  permits: OriginPermits,
  sampleFor: (run: RunSpec) => Promise<SampleLease>,
): Answerers {
  const { core } = ports

  async function addressOf(run: RunSpec, url: string): Promise<string> {
    if (!url.startsWith(SAMPLE_SCHEME)) return url
    const { port } = await sampleFor(run)
    return `http://127.0.0.1:${port}${url.slice(SAMPLE_SCHEME.length)}`
  }

  async function tokenFor(run: RunSpec, source: Source, origin: string): Promise<string | null> {
    if (source.servedBy !== 'sample') return ports.token(source.id, origin)
    const { port, token } = await sampleFor(run)
    return origin === `http://127.0.0.1:${port}` ? token : null
  }

  return {
    'source.resolve': async (run, { sourceId }) => {
      const source = await core.source(sourceId)
      if (!source) return refused('source_not_found', 'This source is no longer here.')
      const { id, name, recordsPath, keyField, paginator, auth, table, constraints } = source
      const [url, answer] = await Promise.all([addressOf(run, source.url), core.flag(deletesFlag(id))])
      const own = { id, name, url, recordsPath, keyField, paginator, auth, table, constraints }
      return granted({ ...own, pull: pullSettingsOf(source.pull), deletesAnswer: deletesAnswerOf(answer) })
    },
    'destination.resolve': async (run, { destinationId }) => {
      const destination = (await core.destinations()).find(({ id }) => id === destinationId)
      if (!destination) return refused('destination_not_found', 'This destination is no longer here.')
      return granted({ ...destination, url: await addressOf(run, destination.url) })
    },
    'auth.token': async (run, { sourceId, origin }) => {
      const source = await core.source(sourceId)
      return granted({ token: source ? await tokenFor(run, source, origin) : null })
    },
    'destination.token': async (run, { destinationId, origin }) => {
      const source = await sourceOfDestination(core, destinationId)
      return granted({ token: source ? await tokenFor(run, source, origin) : ports.token(destinationId, origin) })
    },
    'auth.rejected': async (_run, { sourceId }) => {
      ports.log.warn('the server refused the sign-in of a source', { source: sourceId })
      return granted({})
    },
    ...pullAnswerers(core, permits),
    'proxy.resolve': async (_run, { url }) => granted({ proxy: await ports.resolveProxy(url) }),
    ...fencedAnswerers(core),
    'clean.scope': async () => granted({ logsPastCap: ports.logsPastCap(), ...CLEAN_SCOPE }),
  }
}

/** Whose sign-in a destination uses; undefined: its own. */
async function sourceOfDestination(core: Core, destinationId: string): Promise<Source | undefined> {
  const destination = (await core.destinations()).find(({ id }) => id === destinationId)
  return destination?.sourceId ? await core.source(destination.sourceId) : undefined
}

function pullAnswerers(
  core: Core,
  permits: OriginPermits,
): Pick<Answerers, 'deletes.settled' | 'origin.permit' | 'origin.done'> {
  return {
    'deletes.settled': async (_run, { sourceId }) => {
      await forgetAnswer(core, sourceId)
      return granted({})
    },
    'origin.permit': async (run, { origin, perSecond, atOnce }) =>
      granted({ waitMs: permits.usedUpMs(origin) || permits.take(run.attemptId, origin, { perSecond, atOnce }) }),
    'origin.done': async (run, { origin, usedUpMs }) => {
      permits.done(run.attemptId, origin, usedUpMs)
      return granted({})
    },
  }
}

/** The engine checks again that the attempt owns its job. */
type Fenced = 'outbox.take' | 'outbox.settle' | 'outbox.takeIn' | 'outbox.filesInUse' | 'jobs.enqueue'

function fencedAnswerers(core: Core): Pick<Answerers, Fenced> {
  return {
    'outbox.take': async (run, { destinationId, limit }) => core.takeFromOutbox(run.attemptId, destinationId, limit),
    'outbox.settle': async (run, { settled, begin }) => core.settleOutbox(run.attemptId, settled, begin),
    'outbox.takeIn': async (run, intake) => core.takeIntoOutbox(run.attemptId, run.jobId, intake),
    'outbox.filesInUse': async (_run, { files }) => granted({ files: await core.outboxFilesInUse(files) }),
    'jobs.enqueue': async (run, { requests }) => core.enqueueFromAttempt(run.attemptId, requests),
  }
}
