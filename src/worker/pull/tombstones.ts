// Decides how a source's own list of what it deleted is read (PULL-13): after the pages of the pass and before its end, page by page as the
// source is paged, asked for conditionally as well. Its entries mark rows as deleted and make none. The pass itself: pullSource.ts.
import type { Outcome } from '@shared/jobs/outcome'
import { pullSettingsOf } from '@shared/pullSettings'
import type { ResolvedSource } from '@shared/workerMessages'
import type { HttpResponse } from '../http/exchange'
import { storePassPages } from '../library/listed'
import { storePage } from '../library/pages'
import { storeValidators } from '../library/pullState'
import { storeSums } from '../library/runSums'
import type { KeyedRecord } from '../library/tables'
import { LoopGuard } from './loopGuard'
import { noFindings, parsePage } from './mapping'
import type { Pace } from './pace'
import { askPage, payloadOutcome } from './pageRequest'
import { validatorsIn } from './pageStore'
import { type NextPage, nextOfUnchanged, nextPage, refusedNext } from './paginators'
import type { Pass } from './pass'
import type { Pull } from './pullSource'
import { firstRequest, type PageRequest, pageName } from './request'

/** null: every entry was taken, or there is no such list. */
export async function pullTombstones(pull: Pull, pass: Pass, pace: Pace): Promise<Outcome | null> {
  const list = tombstoneList(pull.source)
  if (list === null) return null
  if (list.type === 'refused') return { type: 'failed', error: list.error }
  const guard = new LoopGuard(pull.source.pull.maxPages)
  for (let request: PageRequest = firstRequest(list.source, null); ; ) {
    const circle = guard.enter(request)
    if (circle) return { type: 'failed', error: circle }
    const page = await pullList(pull, pass, pace, { source: list.source, request })
    if (page.type === 'ended') return page.outcome
    if (page.next.type === 'end') return null
    if (page.next.type === 'refused') return { type: 'failed', error: page.next.error }
    request = page.next.request
  }
}

/** The list as a source of its own: asked for with the same headers and token, where it is on the same origin. */
function tombstoneList(
  source: ResolvedSource,
): { type: 'list'; source: ResolvedSource } | Extract<NextPage, { type: 'refused' }> | null {
  const { deletes } = source.pull
  if (deletes.mode !== 'tombstone_list') return null
  const url = URL.parse(deletes.url, source.url)
  const origins = [source.url, ...source.pull.nextOrigins].map((one) => new URL(one).origin)
  if (!url || !origins.includes(url.origin) || url.username !== '' || url.password !== '') return refusedNext(url)
  const { headers, tokenAs, pages, nextOrigins, maxPageMiB } = source.pull
  const pull = pullSettingsOf({ headers, tokenAs, pages, nextOrigins, maxPageMiB })
  const keyField = deletes.keyField ?? ''
  return { type: 'list', source: { ...source, url: url.href, recordsPath: deletes.recordsPath, keyField, pull } }
}

interface ListPage {
  source: ResolvedSource
  request: PageRequest
}

type PulledList = { type: 'page'; next: NextPage } | { type: 'ended'; outcome: Outcome }

async function pullList(pull: Pull, pass: Pass, pace: Pace, { source, request }: ListPage): Promise<PulledList> {
  // A row that a page brought back may still be on a list that did not change.
  const { answer, known } = await askPage({ ...pull, source }, pace, request, pass.hasStored)
  if (answer.type !== 'response') return { type: 'ended', outcome: answer }
  pass.visited.add(pageName(request))
  if (answer.status === 304 && known) {
    pull.sums.notModified = (pull.sums.notModified ?? 0) + 1
    return { type: 'page', next: nextOfUnchanged(source, request, answer, known.nextUrl) }
  }
  try {
    return { type: 'page', next: await storeList(pull, pass, { source, request }, answer) }
  } catch (error) {
    return { type: 'ended', outcome: payloadOutcome(error) }
  } finally {
    answer.spool?.drop()
  }
}

async function storeList(
  pull: Pull,
  pass: Pass,
  { source, request }: ListPage,
  answer: HttpResponse,
): Promise<NextPage> {
  const { db, lease, signal, sums, attemptId } = pull
  const now = pull.now()
  const findings = noFindings(null, true)
  const after = { ...sums }
  let next: NextPage = { type: 'end' }
  await storePage(db, {
    lease,
    table: { table: source.table, sourceId: source.id, keyField: pull.source.keyField },
    open: pass.table,
    batches: gone(parsePage(answer.spool?.pieces() ?? [answer.body], source, findings, now)),
    now,
    signal,
    alongside: ({ deleted }) => {
      const { records, bodyValue, lastValue } = findings
      next = nextPage(source, { request, response: answer, records, bodyValue, lastValue })
      const page = pageName(request)
      if (pass.isStaged) storePassPages(db, source.id, [page])
      storeValidators(db, source.id, page, validatorsIn(request, answer, next), records, now)
      after.pages = (after.pages ?? 0) + 1
      if (deleted > 0) after.deleted = (after.deleted ?? 0) + deleted
      storeSums(db, lease, attemptId, after, now)
    },
  })
  Object.assign(sums, after)
  return next
}

function* gone(batches: Iterable<readonly KeyedRecord[]>): Generator<readonly KeyedRecord[]> {
  for (const batch of batches) yield batch.map(({ key, record }) => ({ key, record, isGone: true }))
}
