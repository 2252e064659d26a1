// What may be set about a pull, and what is refused: above all anything that authenticates.
import { describe, expect, it } from 'vitest'
import { type PullChoices, pullSettingsOf, pullSettingsSchema } from './pullSettings'

const refusals = (choices: PullChoices): string[] => {
  const parsed = pullSettingsSchema.safeParse(choices)
  return parsed.success ? [] : parsed.error.issues.map((issue) => issue.message)
}

describe('how a source is pulled', () => {
  it('has a default for everything', () => {
    expect(pullSettingsOf(undefined)).toMatchObject({
      method: 'GET',
      tokenAs: { type: 'bearer' },
      pages: null,
      incremental: null,
      deletes: { mode: 'none' },
      rate: null,
      maxPages: 10_000,
      maxPageMiB: 64,
    })
  })

  it('PULL-6 PULL-15 has the defaults of the product where something is chosen', () => {
    const { incremental, deletes } = pullSettingsOf({ incremental: { field: 'updated_at', param: 'since' } })
    expect([incremental?.lagMs, incremental?.compare, deletes.mode]).toEqual([60_000, 'time', 'none'])
    expect(pullSettingsOf({ deletes: { mode: 'full' } }).deletes).toEqual({
      mode: 'full',
      guardShare: 0.2,
      guardRows: 50,
    })
  })

  it.each(['Authorization', 'Cookie', 'X-Api-Key', 'api_key', 'Private-Token', 'X-Auth', 'Proxy-Authorization'])(
    'PULL-29 refuses the header %s: secrets are in the keyring',
    (name) => expect(refusals({ headers: { [name]: 'word' } })).toContain('header_secret'),
  )

  it.each(['Host', 'content-length', 'Transfer-Encoding', 'Accept-Encoding', 'If-None-Match'])(
    'refuses the header %s, which is not a person’s to set',
    (name) => expect(refusals({ headers: { [name]: 'x' } })).toEqual(['header_kept']),
  )

  it.each(['a b', 'a\r\nb', ''])('F108 refuses the header name %j', (name) => {
    expect(refusals({ headers: { [name]: 'x' } })).toEqual(['header_invalid'])
  })

  it('F108 refuses a header value with a line end', () => {
    expect(refusals({ headers: { 'x-version': '1\r\nx: 2' } })).toEqual(['header_invalid'])
  })

  it.each(['api_key', 'token', 'access_token', 'password', 'client_secret'])(
    'PULL-29 refuses the query parameter %s',
    (name) => expect(refusals({ query: { [name]: 'word' } })).toEqual(['query_secret']),
  )

  it('takes what only looks like a secret', () => {
    expect(
      refusals({ query: { page_token: '1', keyword: 'x' }, headers: { 'X-Version': '2', Accept: 'a/b' } }),
    ).toEqual([])
  })

  it('PULL-14 refuses to sweep after a list of changes', () => {
    const incremental = { field: 'at', param: 'since' }
    expect(refusals({ incremental, deletes: { mode: 'full' } })).toEqual(['full_with_incremental'])
    const window = { mode: 'window', field: 'at', windowMs: 86_400_000 } as const
    expect(refusals({ incremental, deletes: window })).toEqual(['full_with_incremental'])
    expect(refusals({ newestFirst: true, deletes: window })).toEqual(['newest_first_with_full'])
  })

  it('refuses a body that is no JSON object', () => {
    expect(['{', '[]', '1'].map((body) => refusals({ body }))).toEqual([
      ['body_not_json'],
      ['body_not_json'],
      ['body_not_json'],
    ])
    expect(refusals({ method: 'POST', body: '{"a":1}' })).toEqual([])
  })
})
