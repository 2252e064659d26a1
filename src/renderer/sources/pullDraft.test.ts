// What is written about a pull, into settings and back, and each mistake beside its own field.
import { createText } from '@shared/i18n/text'
import { type PullChoices, pullSettingsOf } from '@shared/pullSettings'
import { DAY_MS } from '@shared/time'
import { describe, expect, it } from 'vitest'
import { hasMore, type PullDraft, pullDraftOf, pullOf } from './pullDraft'
import { pullErrors } from './pullErrors'
import { emptyDraft, pagesChoiceOf, settingsOf, signInOf, withPages, withSignIn } from './sourceDraft'

const draft = (change: Partial<PullDraft> = {}): PullDraft => ({ ...pullDraftOf(undefined), ...change })
const full: PullChoices = {
  method: 'POST',
  body: '{"status":"open"}',
  headers: { 'Accept-Language': 'en', 'X-Version': 'a: b' },
  query: { status: 'open', sort: 'a=b' },
  tokenAs: { type: 'header', name: 'X-Auth-Token' },
  pages: { type: 'cursor', path: 'meta.next', param: 'cursor' },
  nextOrigins: ['https://files.example.com'],
  incremental: { field: 'updated_at', param: 'since', compare: 'time', lagMs: 90_000, ascending: true },
  deletes: { mode: 'tombstone', field: 'deleted_at' },
  rate: { perSecond: 0.16, atOnce: 1 },
  maxPages: 12,
  maxPageMiB: 8,
  round: 3,
}

describe('settings of a pull', () => {
  it('are not sent while nothing is set, and stay what they were when nothing is changed', () => {
    expect(pullOf(draft())).toBeUndefined()
    expect(pullErrors(draft())).toEqual({})
    expect(pullOf(pullDraftOf(full))).toEqual(pullSettingsOf(full))
    expect(pullOf(pullDraftOf({}))).toEqual(pullSettingsOf({}))
  })

  it.each<PullChoices['pages']>([
    { type: 'next_url', path: 'next' },
    { type: 'cursor', path: 'next', param: 'c' },
    { type: 'cursor_header', header: 'X-Next', param: 'c' },
    { type: 'page', param: 'p', first: 0, limitParam: 'per_page', limit: 50 },
    { type: 'page' },
    { type: 'offset', limit: 20 },
    { type: 'keyset', field: 'seq' },
  ])('PULL-1 know every way to the next page: %o', (pages) => {
    expect(pullOf(pullDraftOf({ pages }))?.pages).toEqual(pullSettingsOf({ pages }).pages)
  })

  it.each<PullChoices['deletes']>([
    { mode: 'none' },
    { mode: 'tombstone_list', url: '/deleted', recordsPath: 'data', keyField: 'id' },
    { mode: 'tombstone_list', url: '/deleted' },
    { mode: 'full', guardShare: 0.5, guardRows: 7 },
    { mode: 'window', field: 'created_at', windowMs: 1.5 * DAY_MS },
  ])('PULL-13 know every way rows may go: %o', (deletes) => {
    expect(pullErrors(pullDraftOf({ deletes }))).toEqual({})
    expect(pullOf(pullDraftOf({ deletes }))?.deletes).toEqual(pullSettingsOf({ deletes }).deletes)
  })

  it('PULL-17 keep the types that were chosen, but of the field that tells the age of a row', () => {
    const types = { size: 'number', name: 'text' } as const
    expect(pullOf(pullDraftOf({ types }))?.types).toEqual(types)
    const window = { mode: 'window', field: 'size', windowMs: DAY_MS } as const
    expect(pullErrors({ ...pullDraftOf({ deletes: window }), types })).toEqual({
      'pull.types': 'pulling:wrong_types_of_window',
    })
    expect(hasMore({ ...draft(), types })).toBe(false)
  })

  it('PULL-17 keep what is done about records of another shape', () => {
    const choices: PullChoices = {
      shapes: { newField: 'stop', typeChange: 'set_aside', missingField: 'ignore' },
      newestFirst: true,
    }
    expect(pullOf(pullDraftOf(choices))).toEqual(pullSettingsOf(choices))
  })

  it('keep the share of the guard as a percentage', () => {
    const deletes = { mode: 'full' as const, guardShare: 0.07, guardRows: 10 }
    expect(pullDraftOf({ deletes }).guardPercent).toBe('7')
    expect(pullOf(pullDraftOf({ deletes }))?.deletes).toEqual(deletes)
  })

  it('stand open where something is set, other than pages and sign-in', () => {
    expect([hasMore(draft()), hasMore(draft({ pages: 'page', tokenAs: 'basic' }))]).toEqual([false, false])
    expect([hasMore(draft({ method: 'POST' })), hasMore(pullDraftOf(full))]).toEqual([true, true])
  })
})

describe('a mistake', () => {
  const words = createText('ko')
  const english = createText('en')
  it.each<[string, Partial<PullDraft>, string, string]>([
    ['a header that signs in', { headers: 'Authorization: Bearer x' }, 'headers', 'pulling:wrong_header_secret'],
    ['a header of Lull’s own', { headers: 'If-None-Match: "a"' }, 'headers', 'pulling:wrong_header_kept'],
    ['a header no server would take', { headers: 'Bad name: x' }, 'headers', 'pulling:wrong_header_invalid'],
    ['a line without a colon', { headers: 'Accept' }, 'headers', 'pulling:wrong_header_line'],
    ['a header twice', { headers: 'A: 1\na: 2' }, 'headers', 'pulling:wrong_header_line'],
    ['a key in the query', { query: 'api_key=1' }, 'query', 'pulling:wrong_query_secret'],
    ['a parameter without =', { query: 'open' }, 'query', 'pulling:wrong_query_line'],
    ['a body that is no object', { method: 'POST', body: '[1]' }, 'body', 'pulling:wrong_body_not_json'],
    ['a sign-in header without a name', { tokenAs: 'header' }, 'tokenAs.name', 'pulling:wrong_header_name'],
    ['a mark without a place', { pages: 'cursor' }, 'pages.path', 'words:needs_value'],
    [
      'no whole number of rows',
      { pages: 'offset', paging: { ...draft().paging, limit: '1.5' } },
      'pages.limit',
      'pulling:range_limit',
    ],
    ['changes of no field', { isIncremental: true }, 'incremental.field', 'words:needs_value'],
    [
      'D29 deletes after a list of changes',
      { isIncremental: true, deletes: 'full' },
      'deletes',
      'pulling:wrong_full_with_incremental',
    ],
    [
      'a full list that ends with its first page',
      { newestFirst: true, deletes: 'full' },
      'newestFirst',
      'pulling:wrong_newest_first_with_full',
    ],
    ['a list of the deleted nowhere', { deletes: 'tombstone_list' }, 'deletes.url', 'words:needs_value'],
    ['a window of no field', { deletes: 'window' }, 'deletes.field', 'words:needs_value'],
    ['a window of nothing', { deletes: 'window', windowDays: '0' }, 'deletes.windowMs', 'pulling:range_window'],
    ['a guard past all rows', { deletes: 'full', guardPercent: '101' }, 'deletes.guardShare', 'pulling:range_share'],
    ['a guard of nothing', { deletes: 'full', guardRows: '' }, 'deletes.guardRows', 'pulling:range_rows'],
    ['a pace of none', { hasRate: true, perSecond: '0' }, 'rate.perSecond', 'pulling:range_per_second'],
    ['too many pages', { maxPages: '100001' }, 'maxPages', 'pulling:range_limit'],
    ['a server that is none', { nextOrigins: 'files' }, 'nextOrigins', 'pulling:wrong_origin'],
  ])('stands beside its field, in both languages: %s', (_what, change, place, key) => {
    const found = pullErrors(draft(change))[`pull.${place}`]
    expect(found).toBe(key)
    if (found) expect(words(found)).not.toBe(english(found))
  })
})

describe('one choice in the form', () => {
  it('of pages is the paginator’s or the pull’s, never both', () => {
    const numbered = { ...emptyDraft(), ...withPages(emptyDraft(), 'page') }
    expect([pagesChoiceOf(numbered), numbered.paginator.type]).toEqual(['page', 'single'])
    const linked = { ...numbered, ...withPages(numbered, 'link') }
    expect([pagesChoiceOf(linked), linked.pull.pages]).toEqual(['link', null])
  })

  it('of sign-in says whether a token is needed and how it is sent', () => {
    const basic = { ...emptyDraft(), ...withSignIn(emptyDraft(), 'basic') }
    expect([signInOf(basic), basic.auth]).toEqual(['basic', 'bearer'])
    const settings = settingsOf({ ...basic, name: 'a', url: 'https://example.com', keyField: 'id' })
    expect(settings.pull?.tokenAs).toEqual({ type: 'basic' })
    expect(signInOf({ ...basic, ...withSignIn(basic, 'none') })).toBe('none')
  })
})
