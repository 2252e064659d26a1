// Decides what the request for a page is: its address with the source's own parameters and those of its paginator, and the body of a POST.
// Pure. Who sends it: pace.ts. Where the next one comes from: paginators.ts.
import { createHash } from 'node:crypto'
import type { ResolvedSource } from '@shared/workerMessages'
import type { HttpRequest } from '../http/exchange'
import type { BoundToken } from '../http/secret'
import { type Mark, sinceText } from './incremental'
import { pagingOf } from './paging'

export interface PageRequest {
  url: string
  /** JSON text; null: none. */
  body: string | null
}

/** What of a source decides what is asked for. */
export type Asked = Pick<ResolvedSource, 'url' | 'paginator' | 'pull'>

/** `mark`: how far earlier passes have come; null: everything is asked for. Throws TypeError for an address that is none. */
export function firstRequest(source: Asked, mark: Mark | null): PageRequest {
  const { pull } = source
  const url = new URL(source.url)
  url.hash = ''
  for (const [name, value] of Object.entries(pull.query)) url.searchParams.set(name, value)
  let request: PageRequest = { url: url.href, body: pull.method === 'POST' ? pull.body || null : null }
  for (const [name, value] of firstParameters(source)) request = withParameter(request, name, value)
  const { incremental } = pull
  if (incremental && mark) request = withParameter(request, incremental.param, sinceText(mark, incremental.lagMs))
  return request
}

function firstParameters(source: Asked): [string, string | number][] {
  const paging = pagingOf(source)
  switch (paging.type) {
    case 'page':
      return [[paging.param, paging.first], ...limitOf(paging)]
    case 'offset':
      return [
        [paging.param, 0],
        [paging.limitParam, paging.limit],
      ]
    case 'keyset':
      return limitOf(paging)
    default:
      return []
  }
}

function limitOf(paging: { limitParam?: string | undefined; limit?: number | undefined }): [string, number][] {
  return paging.limitParam && paging.limit ? [[paging.limitParam, paging.limit]] : []
}

/** Into the top level of the body where there is one, else into the query; in place of what was there. */
export function withParameter(request: PageRequest, name: string, value: string | number): PageRequest {
  if (request.body !== null) {
    const fields = new Map<string, unknown>(Object.entries(JSON.parse(request.body) as object))
    fields.set(name, value)
    return { ...request, body: JSON.stringify(Object.fromEntries(fields)) }
  }
  const url = new URL(request.url)
  url.searchParams.set(name, String(value))
  return { ...request, url: url.href }
}

/** null: it has none of that name, or one that is neither text nor a number. */
export function parameterOf(request: PageRequest, name: string): string | null {
  if (request.body === null) return new URL(request.url).searchParams.get(name)
  const fields = new Map<string, unknown>(Object.entries(JSON.parse(request.body) as object))
  const value = fields.get(name)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}

const MIB = 1024 * 1024

/** A page as it is sent. The person's own headers go to the source's own origin only (PULL-3). */
export function pageHttpRequest(
  source: Asked,
  token: BoundToken | null,
  page: PageRequest,
): Omit<HttpRequest, 'signal'> & { headers: Record<string, string> } {
  const { method, headers, maxPageMiB } = source.pull
  const isOwn = new URL(page.url).origin === new URL(source.url).origin
  return {
    method,
    url: page.url,
    headers: page.body === null ? {} : { 'content-type': 'application/json' },
    custom: isOwn ? headers : {},
    ...(page.body === null ? {} : { body: Buffer.from(page.body, 'utf8') }),
    token,
    expects: 'json',
    maxBytes: maxPageMiB * MIB,
  }
}

/** Names a page for its validators. A digest, because an address may hold what should not be written down twice. */
export function pageName({ url, body }: PageRequest): string {
  return digest(body === null ? url : `${url}\n${body}`)
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
