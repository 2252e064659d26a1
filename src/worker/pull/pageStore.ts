// Decides what is stored with a page, in one transaction: its rows, its validators, what was set aside, where the pass goes on, how far it has
// come, and the sums of the run so far (PULL-5, PULL-10, PULL-30). Nothing of a page that breaks before its end is kept (P12).
import type { RunSums } from '@shared/jobs/occurrence'
import type { HttpResponse } from '../http/exchange'
import { storeCheckpoint } from '../library/checkpoints'
import { listPage, storePassPages } from '../library/listed'
import { storePage } from '../library/pages'
import { pageStored, storeMark, storeValidators } from '../library/pullState'
import { storeSums } from '../library/runSums'
import { storeSetAside } from '../library/setAside'
import type { KeyedRecord, WriteCounts } from '../library/tables'
import { markText } from './incremental'
import { noFindings, type PageFindings, parsePage } from './mapping'
import { type NextPage, nextPage } from './paginators'
import { isListed, type Pass, specOf } from './pass'
import type { Pull } from './pullSource'
import { type PageRequest, pageName } from './request'
import { shapeGate } from './shapeGate'

export interface StoredPage {
  next: NextPage
  /** It had records, and none of them a key. */
  isKeyless: boolean
}

/** Throws BadPayload, ShapeRefused, Stopped, FenceLost, LibraryBusy or SQLite's error. */
export async function storePulledPage(pull: Pull, pass: Pass, response: HttpResponse): Promise<StoredPage> {
  const { db, lease, source, sums, signal } = pull
  const now = pull.now()
  const { request } = pass
  const findings = noFindings(pass.mark, pass.isMarkSure)
  const after: RunSums = { ...sums }
  let next: NextPage = { type: 'end' }
  await storePage(db, {
    lease,
    table: specOf(source),
    open: pass.table,
    batches: watched(pull, pass, { response, findings, now }),
    now,
    signal,
    alongside: (counts, shapeChanges) => {
      const { records, bodyValue, lastValue } = findings
      next = nextPage(source, { request, response, records, bodyValue, lastValue })
      addCounts(after, counts, findings)
      addChanges(after, shapeChanges)
      storeStanding({ pull, pass, response, next, findings, now })
      pageStored(db, source.id, counts.inserted + counts.updated + counts.deleted > 0, now)
      storeSums(db, lease, pull.attemptId, after, now)
    },
  })
  // Only now: a page that was rolled back must not be counted.
  Object.assign(sums, after)
  takeOver(pass, findings, pageName(request))
  return { next, isKeyless: isKeyless(findings) }
}

function takeOver(pass: Pass, findings: PageFindings, page: string): void {
  pass.pages++
  pass.rows += findings.records
  pass.keyless += findings.keyless
  pass.mark = findings.mark
  pass.isMarkSure = findings.isMarkSure
  pass.hasStored = true
  pass.unstored = []
  pass.visited.add(page)
}

/** Runs inside the transaction: the page's list of keys is begun before its first record is written. */
function* watched(
  { db, source }: Pull,
  { guard, request }: Pass,
  { response, findings, now }: Pick<Standing, 'response' | 'findings' | 'now'>,
): Generator<readonly KeyedRecord[]> {
  const list = isListed(source) ? listPage(db, source.table, pageName(request)) : null
  const gate = shapeGate(db, source.table, source.pull)
  for (const batch of parsePage(response.spool?.pieces() ?? [response.body], source, findings, now, gate)) {
    for (const { key } of batch) guard.sawKey(key)
    for (const key of findings.asideKeys) guard.sawKey(key)
    list?.(batch.map(({ key }) => key))
    list?.(findings.asideKeys)
    yield batch
  }
}

interface Standing {
  pull: Pull
  pass: Pass
  response: HttpResponse
  next: NextPage
  findings: PageFindings
  now: number
}

function storeStanding({ pull, pass, response, next, findings, now }: Standing): void {
  const { db, source } = pull
  const page = pageName(pass.request)
  const validators = isKeyless(findings) ? noValidators : validatorsIn(pass.request, response, next)
  storeValidators(db, source.id, page, validators, findings.records, now)
  storeSetAside(db, source.table, page, findings.aside, now)
  if (isListed(source) || pass.isStaged) storePassPages(db, source.id, [...pass.unstored, page])
  const mark = findings.mark ? markText(findings.mark) : null
  // Rows that wait for the end of the pass have no mark of their own: given up with them, it would have passed them over.
  if (mark && findings.isMarkSure && !pass.isStaged && source.pull.incremental?.ascending)
    storeMark(db, source.id, mark)
  if (next.type !== 'page') return
  storeCheckpoint(db, source.id, {
    nextUrl: next.request.url,
    nextBody: next.request.body,
    pages: pass.pages + 1,
    rows: pass.rows + findings.records,
    mark,
    isMarkSure: findings.isMarkSure,
    isStaged: pass.isStaged,
    startedAt: pass.startedAt,
  })
}

const noValidators = { etag: null, lastModified: null, nextUrl: null }

/** Every record of the page lacks its key: were the page unchanged the next time, the run would seem to have gone well. */
export function isKeyless({ records, keyless }: Pick<PageFindings, 'records' | 'keyless'>): boolean {
  return records > 0 && keyless === records
}

/** What was sent in a body cannot be asked for conditionally. */
export function validatorsIn(
  request: PageRequest,
  { headers }: HttpResponse,
  next: NextPage,
): { etag: string | null; lastModified: string | null; nextUrl: string | null } {
  const isPlain = request.body === null && next.type !== 'refused'
  return {
    etag: isPlain ? headers.get('etag') : null,
    lastModified: isPlain ? headers.get('last-modified') : null,
    nextUrl: next.type === 'page' ? next.request.url : null,
  }
}

function addCounts(sums: RunSums, counts: WriteCounts, findings: PageFindings): void {
  sums.pages = (sums.pages ?? 0) + 1
  sums.setAside = (sums.setAside ?? 0) + findings.setAside
  if (findings.repeating > 0) sums.repeatedNames = (sums.repeatedNames ?? 0) + findings.repeating
  addRows(sums, counts)
}

/** Each is an event in the log of its table; the run's history says that there are some (PULL-18). */
export function addChanges(sums: RunSums, shapeChanges: number): void {
  if (shapeChanges > 0) sums.shapeChanges = (sums.shapeChanges ?? 0) + shapeChanges
}

/** Of a page, or of the end of a pass that kept its rows until then. */
export function addRows(sums: RunSums, counts: WriteCounts): void {
  sums.inserted = (sums.inserted ?? 0) + counts.inserted
  sums.updated = (sums.updated ?? 0) + counts.updated
  sums.unchanged = (sums.unchanged ?? 0) + counts.unchanged
  if (counts.deleted > 0) sums.deleted = (sums.deleted ?? 0) + counts.deleted
}
