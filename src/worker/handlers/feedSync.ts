// Kind `feed.sync`: pulls one source into library.db. This file gets what the pull needs from main (where, with which token) and opens and
// closes what it uses; the pull itself is pull/pullSource.ts.
import type { Outcome } from '@shared/jobs/outcome'
import type { Progress } from '@shared/jobs/progress'
import { isLoopbackHost } from '@shared/sources'
import type { ResolvedSource } from '@shared/workerMessages'
import { ServiceRefused } from '../ask'
import type { Ask, Handler, HandlerRun } from '../handler'
import { openHttp } from '../http/client'
import type { Http } from '../http/exchange'
import { type BoundToken, Secret } from '../http/secret'
import { openLibrary } from '../library/database'
import { libraryOutcome } from '../library/outcomes'
import { dropSums } from '../library/runSums'
import { pullSource } from '../pull/pullSource'

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
  const outcome = await pullInto(run, source, token)
  if (token !== null && outcome.type === 'wait' && outcome.reason === 'auth_required') {
    await run.ask('auth.rejected', { sourceId: source.id, origin })
  }
  return outcome
}

async function pullInto(run: HandlerRun<Input>, source: ResolvedSource, token: BoundToken | null): Promise<Outcome> {
  const http = openHttp({ proxyFor: (url) => proxyFor(run.ask, url), now: () => run.now() })
  try {
    return await pullWith(run, source, token, http)
  } catch (error) {
    const outcome = libraryOutcome(error, run.paths.library)
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
    const { sums, signal } = run
    const progress = (done: Progress): void => run.progress(done)
    const now = (): number => run.now()
    return await pullSource({ source, token, http, db: library.db, lease, attemptId, sums, signal, progress, now })
  } finally {
    // Whatever way it ended, short of the process dying: its sums go with its outcome and not to the next attempt.
    dropSums(library.db, lease)
    library.close()
  }
}

async function tokenFor(run: HandlerRun<Input>, source: ResolvedSource, origin: string): Promise<BoundToken | null> {
  const { token } = await run.ask('auth.token', { sourceId: source.id, origin })
  return token === null ? null : { secret: new Secret(token), origin }
}

/** A refusal counts as no proxy: the request then shows whether it gets through. */
async function proxyFor(ask: Ask, url: string): Promise<string> {
  if (isLoopbackHost(new URL(url).hostname)) return 'DIRECT'
  try {
    return (await ask('proxy.resolve', { url })).proxy
  } catch (error) {
    if (error instanceof ServiceRefused) return 'DIRECT'
    throw error
  }
}

function signInNeeded(source: ResolvedSource): Outcome {
  const error = { code: 'auth_required', message: `${source.name} needs you to sign in.` }
  return { type: 'wait', reason: 'auth_required', scope: 'source', error }
}
