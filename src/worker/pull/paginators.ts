// Decides where the next page is (PULL-1) and refuses another origin unless the settings name it (PULL-3, F155, S29). A paginator that counts
// ends at a page without records: a short page may be the server's own cap, and taking it for the end would lose rows in silence.
// Fetching and storing pages is pullSource.ts's; lists without an end are loopGuard.ts's. A new paginator is a case here, in request.ts and
// in shared/pullSettings.ts.
import { assertNever } from '@shared/errors'
import type { JobError } from '@shared/jobs/outcome'
import type { ResolvedSource } from '@shared/workerMessages'
import type { HttpResponse } from '../http/exchange'
import { isRawNumber } from '../parse/exactNumbers'
import { type Paging, pagingOf } from './paging'
import { type PageRequest, parameterOf, withParameter } from './request'

export type NextPage = { type: 'page'; request: PageRequest } | { type: 'end' } | { type: 'refused'; error: JobError }

/** What of a page tells where the next one is. */
export interface PageFacts {
  request: PageRequest
  response: Pick<HttpResponse, 'url' | 'headers'>
  records: number
  /** At the path that valuePathOf() named. */
  bodyValue: unknown
  /** Of the last record: the field that lastFieldOf() named. */
  lastValue: unknown
}

/** Path in the body that the paginator reads; null: none. */
export function valuePathOf(paging: Paging): string | null {
  return paging.type === 'next_url' || paging.type === 'cursor' ? paging.path : null
}

/** Path within the last record that the paginator reads; null: none. */
export function lastFieldOf(paging: Paging, keyField: string): string | null {
  return paging.type === 'keyset' ? (paging.field ?? keyField) : null
}

export function nextPage(source: ResolvedSource, facts: PageFacts): NextPage {
  const paging = pagingOf(source)
  const { request, response } = facts
  switch (paging.type) {
    case 'single':
      return { type: 'end' }
    case 'link':
      return following(source, request, response.url, linkTarget(response.headers.get('link') ?? '', 'next'))
    case 'next_url':
      return following(source, request, response.url, tokenOf(facts.bodyValue))
    case 'cursor':
      return withToken(request, paging.param, tokenOf(facts.bodyValue))
    case 'cursor_header':
      return withToken(request, paging.param, tokenOf(response.headers.get(paging.header)))
    case 'page':
    case 'offset': {
      if (facts.records === 0) return { type: 'end' }
      const step = paging.type === 'page' ? 1 : facts.records
      const at = Number(parameterOf(request, paging.param) ?? (paging.type === 'page' ? paging.first : 0))
      return { type: 'page', request: withParameter(request, paging.param, at + step) }
    }
    case 'keyset': {
      const last = facts.records === 0 ? null : tokenOf(facts.lastValue)
      // A server that counts from the last record on, and not behind it, sends that one again and nothing more.
      return withToken(request, paging.param, last === parameterOf(request, paging.param) ? null : last)
    }
    default:
      return assertNever(paging)
  }
}

/** For a 304 the next page is where it was when the page was stored, unless the answer itself has a Link header. */
export function nextOfUnchanged(
  source: ResolvedSource,
  request: PageRequest,
  response: Pick<HttpResponse, 'url' | 'headers'>,
  nextUrl: string | null,
): NextPage {
  const header = pagingOf(source).type === 'link' ? response.headers.get('link') : null
  return following(source, request, response.url, header === null ? nextUrl : linkTarget(header, 'next'))
}

function following(source: ResolvedSource, request: PageRequest, from: string, target: string | null): NextPage {
  if (target === null) return { type: 'end' }
  const url = URL.parse(target, from)
  const allowed = [new URL(source.url).origin, ...source.pull.nextOrigins.map((origin) => new URL(origin).origin)]
  if (url && allowed.includes(url.origin) && url.username === '' && url.password === '') {
    url.hash = ''
    return { type: 'page', request: { ...request, url: url.href } }
  }
  return refusedNext(url)
}

/** An address that data or settings name is on an origin that nobody allowed (PULL-3, S29). */
export function refusedNext(url: URL | null): Extract<NextPage, { type: 'refused' }> {
  const message = 'The server names a next page on another origin, which is not followed.'
  return { type: 'refused', error: { code: 'next_refused', message, details: { origin: url?.origin ?? null } } }
}

function withToken(request: PageRequest, param: string, token: string | null): NextPage {
  return token === null ? { type: 'end' } : { type: 'page', request: withParameter(request, param, token) }
}

/** null for what servers put where there is no next page. */
function tokenOf(value: unknown): string | null {
  if (isRawNumber(value)) return value.rawJSON
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : null
}

/** The target of the first link with this relation (RFC 8288); commas and semicolons inside <> belong to the address. */
export function linkTarget(header: string, relation: string): string | null {
  for (const [, target = '', parameters = ''] of header.matchAll(
    /<([^<>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"[^"]*"|[^\s";,]+))?)*)/g,
  )) {
    const rel = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s";,]+))/i.exec(parameters)
    const names = (rel?.[1] ?? rel?.[2] ?? '').toLowerCase().split(/\s+/)
    if (names.includes(relation)) return target
  }
  return null
}
