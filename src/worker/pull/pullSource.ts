// Decides how one source is pulled: page by page, each asked for conditionally and stored in one transaction with its validators, until
// the list ends or something stands in the way (PULL-5, PULL-9, D31). Killed between pages, the next run upserts from the start again:
// no row is lost and none is there twice. Where pages are: paginators.ts; what a bad answer means: http/classify.ts.
import { setTimeout as timer } from 'node:timers/promises'
import type { RunSums } from '@shared/jobs/occurrence'
import type { JobError, Outcome } from '@shared/jobs/outcome'
import type { Progress } from '@shared/jobs/progress'
import { SECOND_MS } from '@shared/time'
import type { ResolvedSource } from '@shared/workerMessages'
import { outcomeOf } from '../http/classify'
import type { Http, HttpResponse } from '../http/exchange'
import type { BoundToken } from '../http/secret'
import type { LibraryDb } from '../library/database'
import type { Lease } from '../library/lease'
import { storePage } from '../library/pages'
import { beginPull, completePull, type PageValidators, storeValidators, validatorsOf } from '../library/pullState'
import { storeSums } from '../library/runSums'
import { inTransaction } from '../library/transaction'
import { BadPayload, mappingOf, type PageCounts, pageName, parsePage } from './mapping'
import { LoopGuard, nextPage } from './paginators'

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
  /** For tests. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>
}

/** D26: shorter waits are waited for here, so often. */
const SHORT_WAIT_MS = 10 * SECOND_MS
const MOST_SHORT_WAITS = 3

/** Returns the outcome; throws Stopped, FenceLost, LibraryBusy or SQLite's errors. */
export async function pullSource(pull: Pull): Promise<Outcome> {
  const { db, lease, source, signal, sums } = pull
  const owner = { sourceId: source.id, table: source.table, mapping: mappingOf(source) }
  await inTransaction(db, { signal }, () => beginPull(db, lease, owner, sums))
  const outcome = await pullPages(pull)
  if (outcome.type === 'succeeded') {
    await inTransaction(db, { signal }, () => completePull(db, lease, source.id, pull.now()))
  }
  return outcome
}

async function pullPages(pull: Pull): Promise<Outcome> {
  const guard = new LoopGuard()
  let url = new URL(pull.source.url).href
  let pages = 0
  let rows = 0
  for (;;) {
    const circle = guard.enter(url)
    if (circle) return { type: 'failed', error: circle }
    const page = await pullPage(pull, url)
    if (page.type === 'ended') return page.outcome
    pages++
    rows += page.records
    pull.progress({ done: pages, total: page.next.type === 'end' ? pages : null, unit: 'pages', rows })
    if (page.next.type === 'end') return { type: 'succeeded' }
    if (page.next.type === 'refused') return { type: 'failed', error: page.next.error }
    const endless = page.isUnchanged ? null : guard.passed(page.records)
    if (endless) return { type: 'failed', error: endless }
    url = page.next.url
  }
}

type PulledPage =
  | { type: 'page'; records: number; isUnchanged: boolean; next: ReturnType<typeof nextPage> }
  | { type: 'ended'; outcome: Outcome }

async function pullPage(pull: Pull, url: string): Promise<PulledPage> {
  const known = validatorsOf(pull.db, pull.source.id, pageName(url))
  const asked = await askFor(pull, url, known)
  if (asked.type !== 'response') return { type: 'ended', outcome: asked }
  if (asked.status === 304) {
    add(pull.sums, 'notModified', 1)
    if (!known) return ended('retry', { code: 'unexpected_304', message: 'The server says nothing changed, unasked.' })
    return { type: 'page', records: 0, isUnchanged: true, next: nextPage(pull.source.paginator, asked, known) }
  }
  const next = nextPage(pull.source.paginator, asked, null)
  try {
    const records = await store(pull, url, asked, next.type === 'page' ? next.url : null)
    return { type: 'page', records, isUnchanged: false, next }
  } catch (error) {
    if (!(error instanceof BadPayload)) throw error
    const { code, message, offset } = error.problem
    // Cut short: what HTTP cannot tell for a body that ends with its connection (F98, F100).
    return ended(code === 'cut_short' ? 'retry' : 'failed', { code, message, details: { offset } })
  }
}

/** One page's answer, after short waits the server asked for. */
async function askFor(pull: Pull, url: string, known: PageValidators | null): Promise<HttpResponse | Outcome> {
  const pause = pull.pause ?? ((ms, signal) => timer(ms, undefined, { signal }))
  for (let waits = 0; ; waits++) {
    const result = await pull.http.send({
      method: 'GET',
      url,
      headers: conditions(known),
      token: pull.token,
      expects: 'json',
      signal: pull.signal,
    })
    add(pull.sums, 'requests', 1)
    if (result.type === 'response') add(pull.sums, 'bytesIn', result.wireBytes)
    const outcome = outcomeOf(result, pull.token !== null)
    if (outcome === null && result.type === 'response') return result
    if (outcome === null) throw new Error('a failure without an outcome')
    const waitMs = outcome.type === 'wait' && outcome.until !== undefined ? outcome.until - pull.now() : null
    if (waitMs === null || waitMs >= SHORT_WAIT_MS || waits >= MOST_SHORT_WAITS) return outcome
    await pause(Math.max(waitMs, 0), pull.signal)
  }
}

function conditions(known: PageValidators | null): Record<string, string> {
  if (known?.etag) return { 'if-none-match': known.etag }
  return known?.lastModified ? { 'if-modified-since': known.lastModified } : {}
}

/** The page, its validators and the sums of the run so far, in one transaction. Returns the number of its records. */
async function store(pull: Pull, url: string, response: HttpResponse, nextUrl: string | null): Promise<number> {
  const { db, lease, source, sums } = pull
  const now = pull.now()
  const page: PageCounts = { records: 0, setAside: 0 }
  const validators = {
    etag: response.headers.get('etag'),
    lastModified: response.headers.get('last-modified'),
    nextUrl,
  }
  const after: RunSums = { ...sums }
  await storePage(db, {
    lease,
    table: { table: source.table, sourceId: source.id, keyField: source.keyField },
    batches: parsePage(response.body, source, page),
    now,
    signal: pull.signal,
    alongside: (counts) => {
      add(after, 'pages', 1)
      add(after, 'inserted', counts.inserted)
      add(after, 'updated', counts.updated)
      add(after, 'unchanged', counts.unchanged)
      add(after, 'setAside', page.setAside)
      storeValidators(db, source.id, pageName(url), validators, page.records, now)
      storeSums(db, lease, pull.attemptId, after, now)
    },
  })
  // Only now: a page that was rolled back must not be counted.
  Object.assign(sums, after)
  return page.records
}

function ended(type: 'retry' | 'failed', error: JobError): PulledPage {
  return { type: 'ended', outcome: { type, error } }
}

function add(sums: RunSums, name: keyof RunSums, amount: number): void {
  sums[name] = (sums[name] ?? 0) + amount
}
