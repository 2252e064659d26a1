// Decides how one source is pulled: page by page, each asked for conditionally and stored in one transaction with what stands for it, until
// the list ends or something stands in the way (PULL-5, PULL-9, D31). Beginning and end of a pass: pass.ts; what is stored with a page:
// pageStore.ts; where pages are: paginators.ts; when they may be asked for: pace.ts; what a bad answer means: http/classify.ts.
import type { RunSums } from '@shared/jobs/occurrence'
import type { JobError, Outcome } from '@shared/jobs/outcome'
import type { Progress } from '@shared/jobs/progress'
import type { ResolvedSource } from '@shared/workerMessages'
import type { Http, HttpRequest, HttpResponse, Spool } from '../http/exchange'
import type { BoundToken } from '../http/secret'
import { dropCheckpoint } from '../library/checkpoints'
import type { LibraryDb } from '../library/database'
import { assertLease, type Lease } from '../library/lease'
import { type PageValidators, validatorsOf } from '../library/pullState'
import { inTransaction } from '../library/transaction'
import { BadPayload } from './mapping'
import { Pace } from './pace'
import { storePulledPage } from './pageStore'
import { type NextPage, nextOfUnchanged } from './paginators'
import { beginPass, completePass, type Pass } from './pass'
import { type PageRequest, pageHttpRequest, pageName } from './request'

export interface Pull {
  source: ResolvedSource
  /** null: the source needs none. */
  token: BoundToken | null
  http: Http
  db: LibraryDb
  lease: Lease
  attemptId: string
  sums: RunSums
  signal: AbortSignal
  progress(progress: Progress): void
  now(): number
  /** Where a page over 1 MiB waits; in memory unless given. */
  spill?: () => Spool
  /** ms to wait before a request to the origin; 0: granted until permitDone(). Granted at once unless given. */
  permit?: (origin: string) => Promise<number>
  permitDone?: (origin: string) => Promise<void>
  /** The deletions the user allowed were carried out. */
  answerUsed?: () => Promise<void>
  /** For tests. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>
  random?: () => number
}

/** Returns the outcome; throws Stopped, FenceLost, LibraryBusy or SQLite's errors. */
export async function pullSource(pull: Pull): Promise<Outcome> {
  const { db, lease, source, signal, sums } = pull
  const ports = (): Parameters<typeof beginPass>[0] => ({ db, source, lease, now: pull.now() })
  const pass = await inTransaction(db, { signal }, () => beginPass(ports(), sums))
  const obstacle = await pullPages(pull, pass)
  if (obstacle?.type === 'failed') return await failed(pull, pass, obstacle)
  if (obstacle) return obstacle
  const { outcome, swept } = await inTransaction(db, { signal }, () => completePass(ports(), pass))
  if (swept.type === 'swept' && swept.deleted > 0) sums.deleted = (sums.deleted ?? 0) + swept.deleted
  if (swept.type === 'swept' && swept.answerUsed) await pull.answerUsed?.()
  return outcome
}

/** A pass that failed is over. One that was resumed may have gone on where nothing is any more: it is tried once more, from its start. */
async function failed(pull: Pull, pass: Pass, outcome: Extract<Outcome, { type: 'failed' }>): Promise<Outcome> {
  const { db, lease, source, signal } = pull
  await inTransaction(db, { signal }, () => {
    assertLease(db, lease)
    dropCheckpoint(db, source.id)
  })
  const isStale = pass.isResumed && (outcome.error.code === 'not_found' || outcome.error.code === 'refused')
  return isStale ? { type: 'retry', error: outcome.error } : outcome
}

/** null: every page was seen. */
async function pullPages(pull: Pull, pass: Pass): Promise<Outcome | null> {
  const { sums, signal } = pull
  const pace = new Pace({
    http: pull.http,
    sums,
    signal,
    now: () => pull.now(),
    permit: pull.permit ?? (async () => 0),
    permitDone: pull.permitDone ?? (async () => {}),
    ...(pull.pause ? { pause: pull.pause } : {}),
    ...(pull.random ? { random: pull.random } : {}),
  })
  for (;;) {
    const circle = pass.guard.enter(pass.request)
    if (circle) return { type: 'failed', error: circle }
    const page = await pullPage(pull, pass, pace)
    if (page.type === 'ended') return page.outcome
    const { pages, rows } = pass
    pull.progress({ done: pages, total: page.next.type === 'end' ? pages : null, unit: 'pages', rows })
    if (page.next.type === 'end') return null
    if (page.next.type === 'refused') return { type: 'failed', error: page.next.error }
    const endless = page.isUnchanged ? null : pass.guard.passed()
    if (endless) return { type: 'failed', error: endless }
    pass.request = page.next.request
  }
}

type PulledPage = { type: 'page'; isUnchanged: boolean; next: NextPage } | { type: 'ended'; outcome: Outcome }

async function pullPage(pull: Pull, pass: Pass, pace: Pace): Promise<PulledPage> {
  const page = pageName(pass.request)
  const known = pass.request.body === null ? validatorsOf(pull.db, pull.source.id, page) : null
  const answer = await pace.send(requestFor(pull, pass.request, known))
  if (answer.type !== 'response') return { type: 'ended', outcome: answer }
  if (answer.status === 304) return unchangedPage(pull, pass, answer, known)
  try {
    return { type: 'page', isUnchanged: false, next: await storePulledPage(pull, pass, answer) }
  } catch (error) {
    if (!(error instanceof BadPayload)) throw error
    const { code, message, offset } = error.problem
    // Cut short: what HTTP cannot tell for a body that ends with its connection (F98, F100).
    return ended(code === 'cut_short' ? 'retry' : 'failed', { code, message, details: { offset } })
  } finally {
    answer.spool?.drop()
  }
}

function unchangedPage(pull: Pull, pass: Pass, answer: HttpResponse, known: PageValidators | null): PulledPage {
  pull.sums.notModified = (pull.sums.notModified ?? 0) + 1
  if (!known) return ended('retry', { code: 'unexpected_304', message: 'The server says nothing changed, unasked.' })
  const page = pageName(pass.request)
  pass.visited.add(page)
  pass.unstored.push(page)
  pass.pages++
  return { type: 'page', isUnchanged: true, next: nextOfUnchanged(pull.source, pass.request, answer, known.nextUrl) }
}

function requestFor(pull: Pull, page: PageRequest, known: PageValidators | null): Omit<HttpRequest, 'signal'> {
  const { source, token, spill } = pull
  const request = pageHttpRequest(source, token, page)
  return { ...request, headers: { ...conditions(known), ...request.headers }, ...(spill ? { spill } : {}) }
}

function conditions(known: PageValidators | null): Record<string, string> {
  if (known?.etag) return { 'if-none-match': known.etag }
  return known?.lastModified ? { 'if-modified-since': known.lastModified } : {}
}

function ended(type: 'retry' | 'failed', error: JobError): PulledPage {
  return { type: 'ended', outcome: { type, error } }
}
