// Decides how one source is pulled: page by page, each asked for conditionally and stored in one transaction with what stands for it, until
// the list ends or something stands in the way (PULL-5, PULL-9, D31). Beginning and end of a pass: pass.ts; what is stored with a page:
// pageStore.ts; where pages are: paginators.ts; when they may be asked for: pace.ts; what a bad answer means: http/classify.ts.
import type { RunSums } from '@shared/jobs/occurrence'
import type { Outcome } from '@shared/jobs/outcome'
import type { Progress } from '@shared/jobs/progress'
import type { Logger } from '@shared/logger'
import type { ResolvedSource } from '@shared/workerMessages'
import type { Http, HttpResponse, Spool } from '../http/exchange'
import { askedRestMs } from '../http/freshness'
import type { BoundToken } from '../http/secret'
import { abandonPass } from '../library/checkpoints'
import type { LibraryDb } from '../library/database'
import { assertLease, type Lease } from '../library/lease'
import { countMissing, type PageValidators, storePageRows } from '../library/pullState'
import { storeSums } from '../library/runSums'
import { tableNamed } from '../library/tables'
import { inTransaction } from '../library/transaction'
import { Pace } from './pace'
import { askPage, payloadOutcome } from './pageRequest'
import { smallerPage } from './pageSize'
import { addChanges, addRows, storePulledPage } from './pageStore'
import { type NextPage, nextOfUnchanged } from './paginators'
import { beginPass, completePass, type Pass, type PassPorts } from './pass'
import { sayPage, sayPassBegan } from './pullLines'
import { pageName } from './request'
import { pullTombstones } from './tombstones'

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
  log: Logger
  now(): number
  /** Where a page over 1 MiB waits; in memory unless given. */
  spill?: () => Spool
  /** ms to wait before a request to the origin; 0: granted until permitDone(). Granted at once unless given. */
  permit?: (origin: string) => Promise<number>
  permitDone?: (origin: string, usedUpMs?: number) => Promise<void>
  /** The deletions the user allowed were carried out. */
  answerUsed?: () => Promise<void>
  /** For tests. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>
  random?: () => number
}

/** After so many runs in a row that did not find the list, the source waits for the user (D29, F131). */
const MISSING_RUNS = 3

/** Returns the outcome; throws Stopped, FenceLost, LibraryBusy or SQLite's errors. */
export async function pullSource(asked: Pull): Promise<Outcome> {
  const { db, signal, sums } = asked
  const pull = { ...asked, source: { ...asked.source, table: tableNamed(db, asked.source.table) } }
  const pass = await inTransaction(db, { signal }, () => beginPass(portsOf(pull), sums))
  sayPassBegan(pull.log, pull.source, pass)
  const pace = paceOf(pull)
  const obstacle = (await pullPages(pull, pass, pace)) ?? (await pullTombstones(pull, pass, pace))
  if (obstacle?.type === 'failed') return await failed(pull, pass, obstacle)
  return obstacle ?? (await completed(pull, pass))
}

function portsOf(pull: Pull): PassPorts {
  const { db, lease, source } = pull
  return { db, source, lease, now: pull.now() }
}

async function completed(pull: Pull, pass: Pass): Promise<Outcome> {
  const { db, lease, signal, sums, attemptId } = pull
  const after: RunSums = { ...sums }
  const { outcome, swept } = await inTransaction(db, { signal }, async () => {
    const ended = await completePass(portsOf(pull), pass)
    if (ended.shown) {
      addRows(after, ended.shown.counts)
      addChanges(after, ended.shown.shapeChanges)
    }
    if (ended.swept.type === 'swept' && ended.swept.deleted > 0) {
      after.deleted = (after.deleted ?? 0) + ended.swept.deleted
    }
    if (pass.hasStored) storeSums(db, lease, attemptId, after, pull.now())
    return ended
  })
  Object.assign(sums, after)
  if (swept.type === 'swept' && swept.answerUsed) await pull.answerUsed?.()
  return outcome
}

/** A pass that failed is over. One that was resumed may have gone on where nothing is any more: it is tried once more, from its start. */
async function failed(pull: Pull, pass: Pass, outcome: Extract<Outcome, { type: 'failed' }>): Promise<Outcome> {
  const { db, lease, source, signal } = pull
  const { code } = outcome.error
  if (code === 'too_many_pages') return outcome
  const isStale = pass.isResumed && (code === 'not_found' || code === 'refused')
  const missing = await inTransaction(db, { signal }, () => {
    assertLease(db, lease)
    abandonPass(db, source.id, source.table)
    return code === 'not_found' && !isStale ? countMissing(db, source.id) : 0
  })
  if (isStale) return { type: 'retry', error: outcome.error }
  return missing < MISSING_RUNS ? outcome : { type: 'wait', reason: 'needs_you', scope: 'job', error: outcome.error }
}

function paceOf(pull: Pull): Pace {
  const { http, sums, signal, permit, permitDone, pause, random, log } = pull
  return new Pace({
    http,
    sums,
    signal,
    log,
    now: () => pull.now(),
    permit: permit ?? (async () => 0),
    permitDone: permitDone ?? (async () => {}),
    ...(pause ? { pause } : {}),
    ...(random ? { random } : {}),
  })
}

/** null: every page was seen. */
async function pullPages(pull: Pull, pass: Pass, pace: Pace): Promise<Outcome | null> {
  for (;;) {
    const circle = pass.guard.enter(pass.request)
    if (circle) return { type: 'failed', error: circle }
    const before = { ...pull.sums }
    const page = await pullPage(pull, pass, pace)
    if (page.type === 'ended') {
      const outcome = await withSmallerPages(pull, pass, page.outcome)
      if (outcome === null) continue
      return outcome
    }
    sayPage(pull.log, pass, { before, after: pull.sums })
    const { pages, rows } = pass
    pull.progress({ done: pages, total: page.next.type === 'end' ? pages : null, unit: 'pages', rows })
    if (page.next.type === 'end') return hasOnlyKeyless(pass) ? keyMissing(pull.source, pass.rows) : null
    if (page.next.type === 'refused') return { type: 'failed', error: page.next.error }
    const endless = page.isUnchanged ? null : pass.guard.passed()
    if (endless) return page.isKeyless ? keyMissing(pull.source, pass.keyless) : { type: 'failed', error: endless }
    pass.request = page.next.request
  }
}

/** null: the page is asked for again at once, with fewer rows. What timed out is left alone for a while first (PULL-4). */
async function withSmallerPages(pull: Pull, pass: Pass, outcome: Outcome): Promise<Outcome | null> {
  const { db, lease, source, signal } = pull
  const smaller = smallerPage(source, pass.request, outcome)
  if (smaller === null) return outcome
  const { rows, request } = smaller
  await inTransaction(db, { signal }, () => {
    assertLease(db, lease)
    storePageRows(db, source.id, rows)
    if (request === null) abandonPass(db, source.id, source.table)
  })
  pass.pageRows = rows
  pass.hasShrunk = true
  if (request === null && outcome.type === 'failed') return { type: 'retry', error: outcome.error }
  if (request === null || outcome.type !== 'failed') return outcome
  pass.request = request
  return null
}

type PulledPage =
  | { type: 'page'; isUnchanged: boolean; isKeyless: boolean; next: NextPage }
  | { type: 'ended'; outcome: Outcome }

async function pullPage(pull: Pull, pass: Pass, pace: Pace): Promise<PulledPage> {
  const { answer, known } = await askPage(pull, pace, pass.request)
  if (answer.type !== 'response') return { type: 'ended', outcome: answer }
  takeRest(pull, pass, answer)
  if (answer.status === 304 && known) return unchangedPage(pull, pass, answer, known)
  try {
    return { type: 'page', isUnchanged: false, ...(await storePulledPage(pull, pass, answer)) }
  } catch (error) {
    return { type: 'ended', outcome: payloadOutcome(error) }
  } finally {
    answer.spool?.drop()
  }
}

/** The first page tells when the list may be another. */
function takeRest({ sums }: Pull, { pages }: Pass, { headers }: HttpResponse): void {
  const restMs = pages === 0 ? askedRestMs(headers) : 0
  if (restMs > 0) sums.askedRestMs = restMs
}

function unchangedPage(pull: Pull, pass: Pass, answer: HttpResponse, known: PageValidators): PulledPage {
  pull.sums.notModified = (pull.sums.notModified ?? 0) + 1
  const page = pageName(pass.request)
  const isFirst = pass.pages === 0
  pass.visited.add(page)
  pass.unstored.push(page)
  pass.pages++
  pass.hasUnchanged = true
  pass.isShort = isFirst && pass.isAfterWhole && pull.source.pull.newestFirst
  const next: NextPage = pass.isShort
    ? { type: 'end' }
    : nextOfUnchanged(pull.source, pass.request, answer, known.nextUrl)
  return { type: 'page', isUnchanged: true, isKeyless: false, next }
}

/** A list of which no record has the key is told so: as a list without end, or as a run that went well, it would be taken for something else. */
function hasOnlyKeyless({ rows, keyless, isResumed, hasUnchanged }: Pass): boolean {
  return !isResumed && !hasUnchanged && keyless > 0 && keyless === rows
}

function keyMissing({ keyField }: ResolvedSource, records: number): Outcome {
  const message = `None of ${records} records has the key "${keyField}". They were set aside.`
  return { type: 'failed', error: { code: 'key_missing', message, details: { field: keyField, records } } }
}
