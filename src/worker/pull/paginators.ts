// Decides where the next page is (PULL-1), refuses another origin (PULL-3, F155, S29) and notices a list that never ends (PULL-2, D28).
// Fetching and storing pages is pullSource.ts's. A new paginator is a case here and a line in shared/sources.ts.
import { assertNever } from '@shared/errors'
import type { JobError } from '@shared/jobs/outcome'
import type { Paginator } from '@shared/sources'
import type { HttpResponse } from '../http/exchange'

export type NextPage = { type: 'page'; url: string } | { type: 'end' } | { type: 'refused'; error: JobError }

export const MOST_PAGES = 10_000
const MOST_EMPTY_PAGES = 2

/** `unchanged`: for a 304 without a Link header, the next page is where it was when the page was stored. */
export function nextPage(
  paginator: Paginator,
  response: HttpResponse,
  unchanged: { nextUrl: string | null } | null,
): NextPage {
  switch (paginator.type) {
    case 'single':
      return { type: 'end' }
    case 'link': {
      const header = response.headers.get('link')
      const next = header === null && unchanged ? unchanged.nextUrl : linkTarget(header ?? '', 'next')
      return next === null ? { type: 'end' } : sameOrigin(next, response.url)
    }
    default:
      return assertNever(paginator)
  }
}

function sameOrigin(next: string, from: string): NextPage {
  const url = URL.parse(next, from)
  if (url && url.origin === new URL(from).origin && url.username === '' && url.password === '') {
    url.hash = ''
    return { type: 'page', url: url.href }
  }
  const message = 'The server names a next page on another origin, which is not followed.'
  return { type: 'refused', error: { code: 'next_refused', message, details: { origin: url?.origin ?? null } } }
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

/** Watches the pages of one run. */
export class LoopGuard {
  private readonly seen = new Set<string>()
  private emptyPages = 0

  /** Called before a page is asked for: what is wrong with asking, or null. */
  enter(url: string): JobError | null {
    if (this.seen.has(url)) return loop('The server sends us in a circle of pages.')
    if (this.seen.size >= MOST_PAGES) return loop(`The list has more than ${MOST_PAGES} pages.`)
    this.seen.add(url)
    return null
  }

  /** Called with the number of records of a page that names a next one. */
  passed(records: number): JobError | null {
    this.emptyPages = records === 0 ? this.emptyPages + 1 : 0
    return this.emptyPages >= MOST_EMPTY_PAGES ? loop('The server sends empty pages without end.') : null
  }
}

function loop(message: string): JobError {
  return { code: 'pagination_loop', message }
}
