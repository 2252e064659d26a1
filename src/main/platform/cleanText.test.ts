// The second net for secrets (S31): what it must catch in 300 samples, what it must leave alone, and that it is never slow (S48).
import { describe, expect, it } from 'vitest'
import { cleanLine, cleanText, isSecretName, redacted } from './cleanText'

const secret = (n: number): string => `aB3${'dE6fG9hJ2kL5'.slice(n % 5)}${n}xYz0`
const carriers: readonly ((secret: string) => string)[] = [
  (s) => `Authorization: Bearer ${s}`,
  (s) => `authorization: Basic ${s}==`,
  (s) => `{"authorization":"Bearer ${s}"}`,
  (s) => `sent Bearer ${s} to host`,
  (s) => `https://h/p?access_token=${s}&x=1`,
  (s) => `https://h/p?x=1&api_key=${s}`,
  (s) => `https://h/p?key=${s}`,
  (s) => `https://h/p?a=b&sig=${s}#f`,
  (s) => `https://h/p?X-Amz-Signature=${s}&X-Amz-Date=1`,
  (s) => `https://h/p?X-Amz-Credential=${s}`,
  (s) => `https://user:${s}@host/path`,
  (s) => `postgres://user:${s}@host/db`,
  (s) => `{"token":"${s}"}`,
  (s) => `{"refreshToken": "${s}", "a": 1}`,
  (s) => `client_secret=${s}`,
  (s) => `password: ${s}`,
  (s) => `X-Api-Key: ${s}`,
  (s) => `Private-Token: ${s}`,
  (s) => `Cookie: a=1; session=${s}; b=2`,
  (s) => `Set-Cookie: sid=${s}; HttpOnly`,
  (s) => `ghp_${s}${s}`,
  (s) => `eyJhbGciOi.${s}.${s}`,
]

describe('the second net for secrets', () => {
  it('S31 lets none of 300 samples through', () => {
    const samples = Array.from({ length: 300 }, (_, n) => ({
      value: secret(n),
      carrier: carriers[n % carriers.length],
    }))
    const leaked = samples.filter(({ value, carrier }) => redacted(carrier?.(value) ?? '').includes(value))
    expect(leaked.map(({ value, carrier }) => carrier?.(value))).toEqual([])
  })

  it.each([
    'pulled 200 rows of Matches in 12 ms',
    'Unexpected token < in JSON at position 0',
    'the key of a record is missing: id',
    'GET https://api.example/repos/a/b/issues?state=all&per_page=100 answered 304',
    'job=0198e1c2-7b6d-7000-8000-000000000001 kind=feed.sync attempt=3',
    'SQLITE_CONSTRAINT: UNIQUE constraint failed: matches.id',
    'at Object.run (file:///app/out/main/worker.js:10:5)',
    'token bucket is empty until 12:00:05',
  ])('S31 leaves alone: %s', (text) => {
    expect(cleanText(text)).toBe(text)
  })

  it('knows the names of fields that hold secrets', () => {
    expect(['token', 'accessToken', 'password', 'X-Api-Key', 'authorization', 'cookie'].every(isSecretName)).toBe(true)
    expect(['job', 'keyField', 'tokens', 'signature_ms', 'source'].some(isSecretName)).toBe(false)
  })

  it('S48 takes under 50 ms for 100 KB made to be slow', () => {
    const hostile = [
      'a-'.repeat(50_000),
      '"'.repeat(100_000),
      'token '.repeat(16_000),
      'a:'.repeat(50_000),
      'eyJ'.repeat(33_000),
    ]
    const slowest = hostile.map((text) => {
      const start = performance.now()
      cleanText(text)
      return performance.now() - start
    })
    expect(Math.max(...slowest)).toBeLessThan(50)
  })
})

describe('F210 P28 a line that is kept with its run', () => {
  it('has no token in its words or its fields, and is no longer than a line of the log', () => {
    const line = cleanLine({
      at: 5,
      level: 'warn',
      message: `Authorization: Bearer abcdef0123456789 ${'x'.repeat(9_000)}`,
      fields: { token: 'abc', url: 'https://me:secret@example.org/?api_key=123456', pages: 3, whole: true },
    })
    expect(JSON.stringify(line)).not.toMatch(/abcdef|abc"|me:secret|123456/)
    expect(line).toMatchObject({ at: 5, level: 'warn', fields: { token: '[secret]', pages: 3, whole: true } })
    expect(Buffer.byteLength(line.message)).toBeLessThanOrEqual(4_096)
  })
})
