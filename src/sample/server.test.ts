// The sample server over real loopback HTTP.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MINUTE_MS } from '@shared/time'
import { afterEach, describe, expect, it } from 'vitest'
import { openReports } from './reports'
import { type Match, season } from './season'
import { type SampleServer, startSampleServer } from './server'

const startedAt = Date.UTC(2026, 10, 22, 9)
const token = 'sample-token-0123456789'
const open: { servers: SampleServer[]; folders: string[] } = { servers: [], folders: [] }

afterEach(async () => {
  for (const server of open.servers.splice(0)) await server.close()
  for (const folder of open.folders.splice(0)) rmSync(folder, { recursive: true })
})

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'lull-sample-'))
  open.folders.push(path)
  return path
}

async function serve(state?: string, clock = { now: startedAt }): Promise<string> {
  const server = await startSampleServer({
    token,
    matches: (nowMs) => season(nowMs, startedAt),
    reports: openReports(state),
    now: () => clock.now,
    pageDelayMs: 0,
  })
  open.servers.push(server)
  return `http://127.0.0.1:${server.port}`
}

const signed = { authorization: `Bearer ${token}` }

function post(origin: string, key: string, body: unknown): Promise<Response> {
  return fetch(`${origin}/reports`, {
    method: 'POST',
    headers: { ...signed, 'idempotency-key': key, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

describe('GET /matches', () => {
  it('gives the whole season by following rel=next, 50 a page', async () => {
    const origin = await serve()
    const seen: Match[] = []
    let requests = 0
    for (let url: string | null = `${origin}/matches?page=1&per_page=50`; url !== null; requests++) {
      const response: Response = await fetch(url, { headers: signed })
      seen.push(...((await response.json()) as Match[]))
      url = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1] ?? null
    }
    expect(requests).toBe(8)
    expect(seen).toEqual(season(startedAt, startedAt))
  })

  it('answers 304 while a page is unchanged, for strong and weak tags alike, and 200 after it changed', async () => {
    const clock = { now: startedAt }
    const origin = await serve(undefined, clock)
    const url = `${origin}/matches?page=3`
    const first = await fetch(url, { headers: signed })
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[\w-]{22}"$/)
    const again = await fetch(url, { headers: { ...signed, 'if-none-match': etag } })
    expect([again.status, await again.text()]).toEqual([304, ''])
    const weak = await fetch(url, { headers: { ...signed, 'if-none-match': `"other", W/${etag}` } })
    expect(weak.status).toBe(304)
    clock.now += 30 * MINUTE_MS
    const later = await fetch(url, { headers: { ...signed, 'if-none-match': etag } })
    expect(later.status).toBe(200)
  })

  it.each([undefined, 'Bearer wrong', `Basic ${token}`, `Bearer ${token}x`])('refuses %s with 401', async (value) => {
    const origin = await serve()
    const response = await fetch(`${origin}/matches`, { headers: value === undefined ? {} : { authorization: value } })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="sample"')
    expect(await response.json()).toMatchObject({ code: 'unauthorised' })
  })

  it.each(['page=0', 'page=x', 'per_page=101', 'per_page=-1'])('refuses %s with 400', async (query) => {
    expect((await fetch(`${await serve()}/matches?${query}`, { headers: signed })).status).toBe(400)
  })

  it('listens on loopback only, and knows no other place', async () => {
    const origin = await serve()
    expect(new URL(origin).hostname).toBe('127.0.0.1')
    expect((await fetch(`${origin}/../etc/passwd`, { headers: signed })).status).toBe(404)
    expect((await fetch(`${origin}/matches`, { method: 'DELETE', headers: signed })).status).toBe(405)
  })
})

describe('POST /reports', () => {
  it('P7 stores a key once and gives the same answer again', async () => {
    const origin = await serve()
    const first = await post(origin, 'key-1', { match: 'm001' })
    const second = await post(origin, 'key-1', { match: 'm001' })
    expect([first.status, second.status]).toEqual([201, 201])
    expect(await second.json()).toEqual(await first.json())
    expect([first.headers.get('idempotency-replayed'), second.headers.get('idempotency-replayed')]).toEqual([
      null,
      'true',
    ])
    const stored = await (await fetch(`${origin}/reports`, { headers: signed })).json()
    expect(stored).toMatchObject([{ key: 'key-1', record: { match: 'm001' } }])
  })

  it('OUT-3 refuses a key used with another body, and a report without a key', async () => {
    const origin = await serve()
    await post(origin, 'key-1', { match: 'm001' })
    expect((await post(origin, 'key-1', { match: 'm002' })).status).toBe(422)
    expect((await post(origin, '', { match: 'm002' })).status).toBe(400)
  })

  it('knows its keys after a restart of the process', async () => {
    const state = join(folder(), 'sample', 'reports.ndjson')
    const before = await serve(state)
    await post(before, 'key-1', { n: 1 })
    const after = await serve(state)
    expect((await post(after, 'key-1', { n: 1 })).headers.get('idempotency-replayed')).toBe('true')
    expect(openReports(state).all()).toHaveLength(1)
    expect(statSync(state).mode & 0o777).toBe(0o600)
  })

  it('skips a line torn by a kill and goes on behind it', () => {
    const state = join(folder(), 'reports.ndjson')
    openReports(state).accept('key-1', '1', 1, startedAt)
    writeFileSync(state, `${readFileSync(state, 'utf8')}{"key":"key-2","sha`)
    const reports = openReports(state)
    expect(reports.all()).toHaveLength(1)
    expect(reports.accept('key-2', '2', 2, startedAt).type).toBe('stored')
    expect(
      openReports(state)
        .all()
        .map((report) => report.key),
    ).toEqual(['key-1', 'key-2'])
  })

  it('takes a report of 1 MiB and none larger', async () => {
    const origin = await serve()
    expect((await post(origin, 'key-1', 'x'.repeat(1_048_574))).status).toBe(201)
    const larger = await post(origin, 'key-2', 'x'.repeat(1_048_575)).then(
      (response) => response.status,
      () => 413,
    )
    expect(larger).toBe(413)
  })
})
