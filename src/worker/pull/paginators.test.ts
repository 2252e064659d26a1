// Where the next page is, and when to stop asking.
import { describe, expect, it } from 'vitest'
import { type HttpResponse, ReplyHeaders } from '../http/exchange'
import { LoopGuard, linkTarget, MOST_PAGES, nextPage } from './paginators'

function response(link: string | null): HttpResponse {
  const headers = new ReplyHeaders(new Map(link === null ? [] : [['link', link]]))
  const url = 'https://api.example.com/issues?page=1'
  return {
    type: 'response',
    status: 200,
    url,
    headers,
    body: Buffer.alloc(0),
    framing: 'length',
    wireBytes: 0,
    receivedAt: 0,
  }
}

const next = (link: string | null): ReturnType<typeof nextPage> => nextPage({ type: 'link' }, response(link), null)

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
    expect(next('<?page=2>; rel="next"')).toEqual({ type: 'page', url: 'https://api.example.com/issues?page=2' })
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

  it('is where it was for a 304 that has none', () => {
    const known = { nextUrl: 'https://api.example.com/issues?page=2' }
    expect(nextPage({ type: 'link' }, response(null), known)).toMatchObject({ url: known.nextUrl })
    expect(nextPage({ type: 'link' }, response('<x>; rel="prev"'), known)).toEqual({ type: 'end' })
  })
})

describe('a list that never ends', () => {
  it('PULL-2 F151 is noticed when a page comes again', () => {
    const guard = new LoopGuard()
    expect(['a', 'b', 'a'].map((url) => guard.enter(url)?.code)).toEqual([undefined, undefined, 'pagination_loop'])
  })

  it('F152 is noticed by two empty pages in a row', () => {
    const guard = new LoopGuard()
    expect([0, 5, 0, 0].map((records) => guard.passed(records)?.code)).toEqual([
      undefined,
      undefined,
      undefined,
      'pagination_loop',
    ])
  })

  it('PULL-2 has ten thousand pages at most', () => {
    const guard = new LoopGuard()
    for (let page = 0; page < MOST_PAGES; page++) expect(guard.enter(String(page))).toBeNull()
    expect(guard.enter('one more')?.code).toBe('pagination_loop')
  })
})
