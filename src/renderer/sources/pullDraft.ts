// What a person is writing about how a source is pulled: every field as it is typed, from settings and back into them. Pure.
// Which of it is wrong: pullErrors.ts. The rules are the contract's (shared/pullSettings).
import { assertNever } from '@shared/errors'
import {
  type Pages,
  type PullChoices,
  type PullSettings,
  pullSettingsOf,
  pullSettingsSchema,
  type Shapes,
} from '@shared/pullSettings'
import type { Paginator } from '@shared/sources'
import { DAY_MS } from '@shared/time'

/** The first two are a source's own `paginator`, the others its pull settings. */
export const pagesChoices = [
  'single',
  'link',
  'next_url',
  'cursor',
  'cursor_header',
  'page',
  'offset',
  'keyset',
] as const satisfies readonly (Paginator['type'] | Pages['type'])[]
export type PagesChoice = (typeof pagesChoices)[number]

export interface PullDraft {
  method: PullSettings['method']
  body: string
  /** Lines of `name: value`. */
  headers: string
  /** Lines of `name=value`. */
  query: string
  tokenAs: PullSettings['tokenAs']['type']
  tokenHeader: string
  /** null: the source's own paginator. */
  pages: Pages['type'] | null
  /** Of whichever way of paging is chosen. Empty: the default, or not sent. */
  paging: Record<'path' | 'header' | 'param' | 'field' | 'limitParam' | 'limit', string> & { first: '0' | '1' }
  nextOrigins: string
  isIncremental: boolean
  incremental: { field: string; param: string; compare: 'time' | 'integer' | 'text'; lagS: string; ascending: boolean }
  deletes: PullSettings['deletes']['mode']
  tombstoneField: string
  /** The list that names what was deleted. */
  gone: Record<'url' | 'recordsPath' | 'keyField', string>
  windowField: string
  windowDays: string
  guardPercent: string
  guardRows: string
  shapes: Shapes
  types: PullSettings['types']
  newestFirst: boolean
  hasRate: boolean
  perSecond: string
  atOnce: string
  maxPages: string
  maxPageMiB: string
  round: number
  /** Whether the source had settings of this kind: then they are sent back, also when they say nothing any more. */
  wasGiven: boolean
}

export function pullDraftOf(choices: PullChoices | undefined): PullDraft {
  const pull = pullSettingsOf(choices)
  const { tokenAs, incremental, deletes, rate } = pull
  const guard = 'guardRows' in deletes ? deletes : { guardShare: 0.2, guardRows: 50 }
  return {
    method: pull.method,
    body: pull.body,
    headers: linesOf(pull.headers, ': '),
    query: linesOf(pull.query, '='),
    tokenAs: tokenAs.type,
    tokenHeader: tokenAs.type === 'header' ? tokenAs.name : '',
    pages: pull.pages?.type ?? null,
    paging: pagingOf(pull.pages),
    nextOrigins: pull.nextOrigins.join('\n'),
    isIncremental: incremental !== null,
    incremental: {
      field: incremental?.field ?? '',
      param: incremental?.param ?? '',
      compare: incremental?.compare ?? 'time',
      lagS: String((incremental?.lagMs ?? 60_000) / 1_000),
      ascending: incremental?.ascending ?? false,
    },
    deletes: deletes.mode,
    tombstoneField: deletes.mode === 'tombstone' ? deletes.field : '',
    gone: goneOf(deletes),
    windowField: deletes.mode === 'window' ? deletes.field : '',
    windowDays: deletes.mode === 'window' ? String(deletes.windowMs / DAY_MS) : '30',
    guardPercent: String(Number((guard.guardShare * 100).toFixed(6))),
    guardRows: String(guard.guardRows),
    shapes: pull.shapes,
    types: pull.types,
    newestFirst: pull.newestFirst,
    hasRate: rate !== null,
    perSecond: String(rate?.perSecond ?? 5),
    atOnce: String(rate?.atOnce ?? 4),
    maxPages: String(pull.maxPages),
    maxPageMiB: String(pull.maxPageMiB),
    round: pull.round,
    wasGiven: choices !== undefined,
  }
}

/** As the contract takes it, right or wrong: numbers are read, what is empty is left out. */
export function writtenPull(draft: PullDraft): Record<string, unknown> {
  return {
    method: draft.method,
    body: draft.method === 'POST' ? draft.body.trim() : '',
    headers: recordOf(draft.headers, ':'),
    query: recordOf(draft.query, '='),
    tokenAs: draft.tokenAs === 'header' ? { type: 'header', name: draft.tokenHeader } : { type: draft.tokenAs },
    pages: draft.pages === null ? null : writtenPages(draft.pages, draft.paging),
    nextOrigins: filledLines(draft.nextOrigins),
    incremental: draft.isIncremental ? writtenIncremental(draft.incremental) : null,
    deletes: writtenDeletes(draft),
    shapes: draft.shapes,
    types: draft.types,
    newestFirst: draft.newestFirst,
    rate: draft.hasRate ? { perSecond: numberOf(draft.perSecond), atOnce: numberOf(draft.atOnce) } : null,
    maxPages: numberOf(draft.maxPages),
    maxPageMiB: numberOf(draft.maxPageMiB),
    round: draft.round,
  }
}

/** Only of a draft without errors. undefined: nothing is set, and nothing was. */
export function pullOf(draft: PullDraft): PullSettings | undefined {
  const pull = pullSettingsSchema.parse(writtenPull(draft))
  return draft.wasGiven || !isDefault(pull) ? pull : undefined
}

/** Whether anything behind "More settings" is set: pages, sign-in and types stand elsewhere. */
export function hasMore(draft: PullDraft): boolean {
  const { tokenAs, tokenHeader, pages, paging, types } = draft
  const standing = { tokenAs, tokenHeader, pages, paging, types }
  const plain = { ...pullDraftOf(undefined), ...standing, round: draft.round, wasGiven: draft.wasGiven }
  return JSON.stringify(sorted(plain)) !== JSON.stringify(sorted(draft))
}

function sorted(draft: PullDraft): [string, unknown][] {
  return Object.entries(draft).toSorted(([a], [b]) => (a < b ? -1 : 1))
}

function isDefault(pull: PullSettings): boolean {
  return JSON.stringify(pull) === JSON.stringify(pullSettingsOf(undefined))
}

function goneOf(deletes: PullSettings['deletes']): PullDraft['gone'] {
  if (deletes.mode !== 'tombstone_list') return { url: '', recordsPath: '', keyField: '' }
  return { url: deletes.url, recordsPath: deletes.recordsPath, keyField: deletes.keyField ?? '' }
}

function pagingOf(pages: Pages | null): PullDraft['paging'] {
  const { path, header, param, field, limitParam, limit, first }: Record<string, unknown> = { ...pages }
  const [pathText, headerText, paramText, fieldText, limitParamText, limitText] = [
    path,
    header,
    param,
    field,
    limitParam,
    limit,
  ].map((value) => (typeof value === 'string' || typeof value === 'number' ? String(value) : ''))
  return {
    path: pathText ?? '',
    header: headerText ?? '',
    param: paramText ?? '',
    field: fieldText ?? '',
    limitParam: limitParamText ?? '',
    limit: limitText ?? '',
    first: first === 0 ? '0' : '1',
  }
}

function writtenPages(type: Pages['type'], paging: PullDraft['paging']): Record<string, unknown> {
  const { path, header, param, field, limitParam, limit, first } = paging
  const limits = { ...given('limitParam', limitParam), ...given('limit', limit.trim() === '' ? '' : numberOf(limit)) }
  switch (type) {
    case 'next_url':
      return { type, path }
    case 'cursor':
      return { type, path, param }
    case 'cursor_header':
      return { type, header, param }
    case 'page':
      return { type, ...given('param', param), first: Number(first), ...limits }
    case 'offset':
      return { type, ...given('param', param), ...limits }
    case 'keyset':
      return { type, ...given('param', param), ...given('field', field), ...limits }
  }
}

function writtenIncremental({ field, param, compare, lagS, ascending }: PullDraft['incremental']): unknown {
  const lagMs = compare === 'time' ? { lagMs: wholeMs(lagS) } : {}
  return { field, param, compare, ...lagMs, ascending }
}

function writtenDeletes(draft: PullDraft): unknown {
  const { deletes: mode, guardPercent, guardRows, gone } = draft
  const guard = { guardShare: numberOf(guardPercent) / 100, guardRows: numberOf(guardRows) }
  switch (mode) {
    case 'none':
      return { mode }
    case 'tombstone':
      return { mode, field: draft.tombstoneField }
    case 'tombstone_list':
      return { mode, url: gone.url, recordsPath: gone.recordsPath, ...given('keyField', gone.keyField) }
    case 'full':
      return { mode, ...guard }
    case 'window':
      return {
        mode,
        field: draft.windowField.trim(),
        windowMs: Math.round(numberOf(draft.windowDays) * DAY_MS),
        ...guard,
      }
    default:
      return assertNever(mode)
  }
}

function wholeMs(seconds: string): number {
  return Math.round(numberOf(seconds) * 1_000)
}

function given(name: string, value: string | number): Record<string, unknown> {
  return typeof value === 'string' && value.trim() === '' ? {} : { [name]: value }
}

/** NaN for what is no number, also for nothing at all. */
function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text.trim().replaceAll(',', ''))
}

export function filledLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function linesOf(record: Record<string, string>, separator: string): string {
  return Object.entries(record)
    .map(([name, value]) => `${name}${separator}${value}`)
    .join('\n')
}

/** null: a line has no separator, or a name stands twice. */
export function pairsOf(text: string, separator: ':' | '='): [string, string][] | null {
  const pairs: [string, string][] = []
  const names = new Set<string>()
  for (const line of filledLines(text)) {
    const at = line.indexOf(separator)
    const name = line.slice(0, at).trim()
    const folded = separator === ':' ? name.toLowerCase() : name
    if (at < 1 || names.has(folded)) return null
    names.add(folded)
    pairs.push([name, line.slice(at + 1).trim()])
  }
  return pairs
}

function recordOf(text: string, separator: ':' | '='): Record<string, string> {
  return Object.fromEntries(pairsOf(text, separator) ?? [])
}
