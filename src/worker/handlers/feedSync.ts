// Kind `feed.sync`: pulls one source into library.db. This file gets what the pull needs from main (where, with which token) and opens and
// closes what it uses; the pull itself is pull/pullSource.ts.
import type { Outcome } from '@shared/jobs/outcome'
import type { Progress } from '@shared/jobs/progress'
import { DEFAULT_RATE } from '@shared/pullSettings'
import { isLoopbackHost } from '@shared/sources'
import { MINUTE_MS } from '@shared/time'
import type { ResolvedSource } from '@shared/workerMessages'
import type { Handler, HandlerRun } from '../handler'
import { openHttp } from '../http/client'
import type { Http } from '../http/exchange'
import { type BoundToken, Secret } from '../http/secret'
import { openLibrary } from '../library/database'
import { libraryOutcome } from '../library/outcomes'
import { dropSums } from '../library/runSums'
import { type Pull, pullSource } from '../pull/pullSource'
import { openSpool } from './feedSpool'
import { systemProxy } from './systemProxy'

const FAILURES_BEFORE_PROBES = 10
const PROBE_EVERY_MS = 15 * MINUTE_MS
/** A retry that says something about the server, and not about this computer's disk. */
const DOWN_CODES = new Set([
  'server_error',
  'rate_limited',
  'unreachable',
  'connect_timeout',
  'headers_timeout',
  'body_stalled',
  'body_too_slow',
  'cut_short',
  'bad_protocol',
  'bad_encoding',
])

interface Input {
  sourceId: string
}

export const feedSync: Handler<Input> = async (run) => {
  const source = await run.ask('source.resolve', { sourceId: run.input.sourceId })
  const origin = URL.parse(source.url)?.origin
  if (!origin) {
    return { type: 'failed', error: { code: 'bad_url', message: 'The address is not a plain http or https address.' } }
  }
  const token = source.auth === 'bearer' ? await tokenFor(run, source, origin) : null
  if (source.auth === 'bearer' && token === null) return signInNeeded(source)
  const outcome = circuit(await pullInto(run, source, token), run.run.attempt, run.now())
  if (token !== null && outcome.type === 'wait' && outcome.reason === 'auth_required') {
    await run.ask('auth.rejected', { sourceId: source.id, origin })
  }
  return outcome
}

async function pullInto(run: HandlerRun<Input>, source: ResolvedSource, token: BoundToken | null): Promise<Outcome> {
  const http = openHttp({ proxyFor: systemProxy(run.ask), now: () => run.now() })
  try {
    return await pullWith(run, source, token, http)
  } catch (error) {
    const outcome = libraryOutcome(error, run.paths.library) ?? spoolOutcome(error)
    if (outcome === null) throw error
    return outcome
  } finally {
    await http.close()
  }
}

async function pullWith(
  run: HandlerRun<Input>,
  source: ResolvedSource,
  token: BoundToken | null,
  http: Http,
): Promise<Outcome> {
  const lease = { target: source.table, epoch: run.run.epoch }
  const { attemptId } = run.run
  const library = openLibrary(run.paths.library, () => run.now())
  if (library.setAsideTo !== null) run.log.warn('the local copy was damaged and set aside', { jobId: run.run.jobId })
  try {
    const { sums, signal, log } = run
    const progress = (done: Progress): void => run.progress(done)
    const now = (): number => run.now()
    const own = { source, token, http, db: library.db, lease, attemptId, sums, signal, log, progress, now }
    return await pullSource({ ...own, ...mainPorts(run, source), spill: () => openSpool(run.paths, run.now()) })
  } finally {
    // Whatever way it ended, short of the process dying: its sums go with its outcome and not to the next attempt.
    dropSums(library.db, lease)
    library.close()
  }
}

/** What of the pull is main's: permits of an origin, and the user's answer. Nothing limits this computer unless the source says so. */
function mainPorts(run: HandlerRun<Input>, source: ResolvedSource): Pick<Pull, 'permit' | 'permitDone' | 'answerUsed'> {
  const rate = source.pull.rate ?? (isLoopbackHost(new URL(source.url).hostname) ? null : DEFAULT_RATE)
  return {
    answerUsed: async () => void (await run.ask('deletes.settled', { sourceId: source.id })),
    ...(rate && {
      permit: async (origin) => (await run.ask('origin.permit', { origin, ...rate })).waitMs,
      permitDone: async (origin, usedUpMs) => void (await run.ask('origin.done', { origin, usedUpMs })),
    }),
  }
}

/** After ten failures in a row the server is taken for down, and looked at every 15 minutes (PULL-22, D26). `attempt` counts from 0. */
function circuit(outcome: Outcome, attempt: number, now: number): Outcome {
  const code = outcome.type === 'retry' ? outcome.error?.code : undefined
  if (outcome.type !== 'retry' || code === undefined || !DOWN_CODES.has(code)) return outcome
  if (attempt + 1 < FAILURES_BEFORE_PROBES) return outcome
  const error = outcome.error ? { error: outcome.error } : {}
  return { type: 'wait', reason: 'service_down', until: now + PROBE_EVERY_MS, scope: 'origin', ...error }
}

/** The disk of the spools is full, or cannot be written. */
function spoolOutcome(error: unknown): Outcome | null {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return null
  const message = 'The disk is full. Nothing of this page was stored.'
  return { type: 'wait', reason: 'storage_low', scope: 'job', error: { code: 'storage_low', message } }
}

async function tokenFor(run: HandlerRun<Input>, source: ResolvedSource, origin: string): Promise<BoundToken | null> {
  const { token } = await run.ask('auth.token', { sourceId: source.id, origin })
  return token === null ? null : { secret: new Secret(token), origin, as: source.pull.tokenAs }
}

function signInNeeded(source: ResolvedSource): Outcome {
  const error = { code: 'auth_required', message: `${source.name} needs you to sign in.` }
  return { type: 'wait', reason: 'auth_required', scope: 'source', error }
}
