// Where the next page is, and when to stop asking.

import { pullSettingsOf } from '@shared/pullSettings'
import type { ResolvedSource } from '@shared/workerMessages'
import { describe, expect, it } from 'vitest'
import { ReplyHeaders } from '../http/exchange'
import { LoopGuard } from './loopGuard'
import { linkTarget, type NextPage, nextOfUnchanged, nextPage } from './paginators'

const url = 'https://api.example.com/issues?page=1'
const source: ResolvedSource = {
  id: 's',
  name: 'Issues',
  url,
  recordsPath: '',
  keyField: 'id',
  paginator: { type: 'link' },
  auth: 'none',
  table: 'issues',
  constraints: {},
  pull: pullSettingsOf({}),
  deletesAnswer: null,
}
const request = { url, body: null }
const responseWith = (link: string | null): { url: string; headers: ReplyHeaders } => ({
  url,
  headers: new ReplyHeaders(new Map(link === null ? [] : [['link', link]])),
})
const facts = { request, records: 1, bodyValue: undefined, lastValue: undefined }
const next = (link: string | null, nextOrigins: string[] = []): NextPage =>
  nextPage({ ...source, pull: pullSettingsOf({ nextOrigins }) }, { ...facts, response: responseWith(link) })

describe('the Link header', () => {
  it.each([
    ['<https://a/2>; rel="next"', 'https://a/2'],
    ['<https://a/1>; rel="first", <https://a/2>; rel="next", <https://a/9>; rel="last"', 'https://a/2'],
    ['<https://a/2>; rel=next', 'https://a/2'],
    ['<https://a/2>;REL="prev Next";title="x, y; z"', 'https://a/2'],
    ['<https://a/?q=1,2;3>; rel="prev", </b?q=1,2>; title="a,b"; rel="next"', '/b?q=1,2'],
    ['<https://a/1>; rel="first"', null],
    ['<https://a/1>; title="rel=next"', null],
    ['<https://a/1>; rel="nextish"', null],
    ['', null],
    ['nonsense; rel="next"', null],
  ])('%s', (header, target) => expect(linkTarget(header, 'next')).toBe(target))

  it('PULL-1 may name an address relative to the page', () => {
    expect(next('<?page=2>; rel="next"')).toEqual({
      type: 'page',
      request: { url: 'https://api.example.com/issues?page=2', body: null },
    })
  })

  it('PULL-1 absent is the end', () => expect(next(null)).toEqual({ type: 'end' }))

  it.each([
    'https://evil.example.com/2',
    'http://api.example.com/2',
    'https://api.example.com:8443/2',
    'file:///etc/passwd',
    '//evil/2',
    'https://u:p@api.example.com/2',
  ])('PULL-3 F155 is refused for %s', (target) =>
    expect(next(`<${target}>; rel="next"`)).toMatchObject({ type: 'refused', error: { code: 'next_refused' } }),
  )

  it('PULL-3 may be on another origin that the settings name', () => {
    const there = next('<https://cdn.example.com/2>; rel="next"', ['https://cdn.example.com'])
    expect(there).toMatchObject({ type: 'page', request: { url: 'https://cdn.example.com/2' } })
  })

  it('is where it was for a 304 that has none', () => {
    const known = 'https://api.example.com/issues?page=2'
    expect(nextOfUnchanged(source, request, responseWith(null), known)).toMatchObject({ request: { url: known } })
    expect(nextOfUnchanged(source, request, responseWith('<x>; rel="prev"'), known)).toEqual({ type: 'end' })
  })
})

const page = (number: number): { url: string; body: null } => ({
  url: `https://a.example.com/?page=${number}`,
  body: null,
})

/** Codes after pages of these keys. */
function passing(pages: string[][]): (string | undefined)[] {
  const guard = new LoopGuard(10_000)
  return pages.map((keys, number) => {
    guard.enter(page(number))
    for (const key of keys) guard.sawKey(key)
    return guard.passed()?.code
  })
}

describe('a list that never ends', () => {
  it('PULL-2 F151 is noticed when a page comes again', () => {
    const guard = new LoopGuard(10_000)
    const codes = [1, 2, 1].map((number) => guard.enter(page(number))?.code)
    expect(codes).toEqual([undefined, undefined, 'pagination_loop'])
  })

  it('PULL-2 F152 is noticed by two pages in a row without anything', () => {
    expect(passing([[], ['a'], [], []])).toEqual([undefined, undefined, undefined, 'pagination_loop'])
  })

  it('PULL-2 D28 is noticed by two pages in a row without a key this run has not seen', () => {
    expect(passing([['a', 'b'], ['b', 'a'], ['a', 'c'], ['c'], ['b']])).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      'pagination_loop',
    ])
  })

  it('PULL-2 takes no new key for a seen one, over a million of them', () => {
    const guard = new LoopGuard(10_000)
    const codes = Array.from({ length: 1_000 }, (_, number) => {
      guard.enter(page(number))
      for (let row = 0; row < 1_000; row++) guard.sawKey(`key-${number * 1_000 + row}`)
      return guard.passed()
    })
    expect(codes.filter(Boolean)).toEqual([])
  })

  it('PULL-2 has ten thousand pages at most', () => {
    const guard = new LoopGuard(10_000)
    for (let number = 0; number < 10_000; number++) expect(guard.enter(page(number))).toBeNull()
    expect(guard.enter(page(10_000))?.code).toBe('too_many_pages')
  })
})
