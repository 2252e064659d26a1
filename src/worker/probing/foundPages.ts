// Decides, from one answer, how the pages after it are probably got (PULL-1): by what its headers and its body say, then by what the address
// itself asks for. A guess, shown to the person before it counts; how each way works is pull/paginators.ts's.
import type { Pages } from '@shared/pullSettings'
import type { FoundPages } from '@shared/sourceTest'
import type { ReplyHeaders } from '../http/exchange'
import { linkTarget } from '../pull/paginators'

export interface PagesClues {
  /** The parsed body; null where only its beginning is known. */
  value: unknown
  headers: ReplyHeaders
  /** The source's address. */
  url: string
  /** Records on this page. */
  count: number
}

interface Field {
  path: string
  name: string
  value: string | number
}

const MOST_DEPTH = 3
const ADDRESS = /^(?:https?:\/\/|\/|\?)\S+$/
const NEXT_ADDRESS = /(?:^|\.)next(?:[_-]?(?:page|link|url|uri|href))*(?:\.(?:href|url))?$/i
const CURSOR_NAME =
  /^(?:next(?:[_-]?page)?[_-]?(?:cursor|token|key|id)|(?:end[_-]?)?cursor|continuation(?:[_-]?token)?|next)$/i
const PAGE_COUNT = /^(?:total[_-]?pages|page[_-]?count|last[_-]?page|num[_-]?pages|pages)$/i
const TOTAL = /^(?:total(?:[_-]?(?:count|results|items|records))?|count)$/i
const PAGE_PARAMETERS = ['page', 'p', 'pageNumber', 'page_number']
const SKIP_PARAMETERS = ['offset', 'skip', 'start']
const LIMIT_PARAMETERS = ['limit', 'take', 'per_page', 'page_size', 'pageSize', 'count']
const CURSOR_HEADERS = ['x-next-cursor', 'next-cursor', 'x-cursor', 'x-continuation-token', 'continuation-token']

export function foundPages(clues: PagesClues): FoundPages {
  const fields = fieldsOf(clues.value, '', 0)
  const parameters = new URL(clues.url).searchParams
  return (
    byLink(clues.headers) ??
    byBody(fields) ??
    byHeaders(clues.headers) ??
    byCounts(fields, parameters, clues.count) ??
    byAddress(parameters) ?? { paginator: { type: 'single' }, pages: null, at: null }
  )
}

function byLink(headers: ReplyHeaders): FoundPages | null {
  if (linkTarget(headers.get('link') ?? '', 'next') === null) return null
  return { paginator: { type: 'link' }, pages: null, at: 'Link' }
}

function byBody(fields: readonly Field[]): FoundPages | null {
  const next = fields.find(({ path, value }) => NEXT_ADDRESS.test(path) && ADDRESS.test(String(value)))
  if (next) return withPages({ type: 'next_url', path: next.path }, next.path)
  const cursor = fields.find(({ name, value }) => CURSOR_NAME.test(name) && value !== '' && value !== 0)
  return cursor ? withPages({ type: 'cursor', path: cursor.path, param: parameterFor(cursor.name) }, cursor.path) : null
}

function byHeaders(headers: ReplyHeaders): FoundPages | null {
  const header = CURSOR_HEADERS.find((name) => (headers.get(name) ?? '') !== '')
  if (header) return withPages({ type: 'cursor_header', header, param: parameterFor(header) }, header)
  const counted = ['x-next-page', 'x-total-pages'].find((name) => Number(headers.get(name)) > 1)
  return counted ? withPages({ type: 'page', param: 'page', first: 1 }, counted) : null
}

function byCounts(fields: readonly Field[], parameters: URLSearchParams, count: number): FoundPages | null {
  const numbered = (pattern: RegExp): Field | undefined =>
    fields.find(({ name, value }) => pattern.test(name) && typeof value === 'number')
  const pageCount = numbered(PAGE_COUNT)
  if (pageCount && Number(pageCount.value) > 1) {
    const isFromZero = numbered(/^(?:current[_-]?)?page$/i)?.value === 0
    const param = named(PAGE_PARAMETERS, parameters) ?? 'page'
    return withPages({ type: 'page', param, first: isFromZero ? 0 : 1 }, pageCount.path)
  }
  const total = numbered(TOTAL)
  const skipped = fields.find(({ name }) => SKIP_PARAMETERS.includes(name))
  if (!total || !skipped || Number(total.value) <= count || count === 0) return null
  const limit = fields.find(({ name }) => LIMIT_PARAMETERS.includes(name))
  return withPages(
    { type: 'offset', param: skipped.name, limitParam: limit?.name ?? 'limit', limit: count },
    skipped.path,
  )
}

function byAddress(parameters: URLSearchParams): FoundPages | null {
  const page = named(PAGE_PARAMETERS, parameters)
  if (page) {
    return withPages({ type: 'page', param: page, first: parameters.get(page) === '0' ? 0 : 1 }, `?${page}`)
  }
  const skip = named(SKIP_PARAMETERS, parameters)
  if (!skip) return null
  const limitParam = named(LIMIT_PARAMETERS, parameters) ?? 'limit'
  const limit = Number(parameters.get(limitParam))
  return withPages({ type: 'offset', param: skip, limitParam, limit: limit >= 1 ? Math.floor(limit) : 100 }, `?${skip}`)
}

function withPages(pages: Pages, at: string): FoundPages {
  return { paginator: { type: 'single' }, pages, at }
}

function named(names: readonly string[], parameters: URLSearchParams): string | null {
  return names.find((name) => parameters.has(name)) ?? null
}

/** What a server that calls it so probably takes it as. */
function parameterFor(name: string): string {
  if (/continuation/i.test(name)) return 'continuation'
  if (/^end/i.test(name)) return 'after'
  if (/page[_-]?token/i.test(name)) return name.includes('_') ? 'page_token' : 'pageToken'
  if (/token$/i.test(name)) return name
  return 'cursor'
}

/** Texts and numbers of the body's objects, outer ones first; lists are records. A name with a dot cannot stand in a path. */
function fieldsOf(value: unknown, path: string, depth: number): Field[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth >= MOST_DEPTH) return []
  const entries = Object.entries(value).filter(([name]) => name !== '' && !name.includes('.'))
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`)
  const own = entries.flatMap(([name, one]) =>
    typeof one === 'string' || typeof one === 'number' ? [{ path: at(name), name, value: one }] : [],
  )
  return [...own, ...entries.flatMap(([name, one]) => fieldsOf(one, at(name), depth + 1))]
}
