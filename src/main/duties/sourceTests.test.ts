// Who is asked in a test of a source's form, with which token, and at which pace.
import type { ComputeCall, ComputeInput } from '@shared/computeMessages'
import type { SourceTestRequest, TestedSettings } from '@shared/sourceTest'
import { describe, expect, it } from 'vitest'
import { createOriginPermits, type OriginPermits } from './originPermits'
import { createSourceTests, type TestSource } from './sourceTests'

const settings: TestedSettings = {
  url: 'https://example.org/items',
  recordsPath: '',
  paginator: { type: 'single' },
  auth: 'none',
}

interface World {
  test: TestSource
  asked: ComputeInput<'test.source'>[]
  signals: { aborted: boolean }[]
  waits: number[]
  permits: OriginPermits
}

function open(answer: () => Promise<void> = async () => undefined): World {
  const asked: World['asked'] = []
  const signals: World['signals'] = []
  const waits: number[] = []
  let nowMs = 0
  const permits = createOriginPermits(() => nowMs)
  const compute = (async (_kind, input, limits) => {
    asked.push(input as ComputeInput<'test.source'>)
    if (limits?.signal) signals.push(limits.signal)
    await answer()
    return { ok: true, output: { type: 'failed', error: { code: 'not_found', message: 'x' } } }
  }) as ComputeCall
  const test = createSourceTests({
    compute,
    token: (id, origin) => (id === 'mine' && origin === 'https://example.org' ? 'stored' : null),
    resolveProxy: async () => 'PROXY proxy:8080',
    permits,
    newId: () => 'test',
    wait: async (ms) => {
      waits.push(ms)
      nowMs += ms
    },
  })
  return { test, asked, signals, waits, permits }
}

const request = (change: Partial<TestedSettings> = {}, rest: Partial<SourceTestRequest> = {}): SourceTestRequest => ({
  settings: { ...settings, ...change },
  id: null,
  ...rest,
})

describe('the test of a source', () => {
  it('asks with the system’s proxy, or straight on this computer', async () => {
    const { test, asked } = open()
    await test(request())
    await test(request({ url: 'http://127.0.0.1:8080/x' }))
    expect(asked.map(({ proxy, token }) => [proxy, token])).toEqual([
      ['PROXY proxy:8080', null],
      ['DIRECT', null],
    ])
  })

  it('S27 sends the token that was typed, else the stored one of this source at its own origin, and none where none is needed', async () => {
    const { test, asked } = open()
    await test(request({ auth: 'bearer' }, { id: 'mine', token: 'typed' }))
    await test(request({ auth: 'bearer' }, { id: 'mine' }))
    await test(request({}, { id: 'mine', token: 'typed' }))
    expect(asked.map(({ token }) => token)).toEqual(['typed', 'stored', null])
    for (const other of [
      request({ auth: 'bearer', url: 'https://evil.example/items' }, { id: 'mine' }),
      request({ auth: 'bearer' }, { id: 'another' }),
      request({ auth: 'bearer' }),
    ]) {
      expect(await test(other)).toMatchObject({ ok: false, refusal: { code: 'token_missing' } })
    }
    expect(asked).toHaveLength(3)
  })

  it.each([
    ['url_scheme', 'file:///etc/passwd'],
    ['url_has_password', 'https://user:secret@example.org/x'],
    ['url_placeholder', 'https://example.org/{owner}'],
  ])('S35 refuses an address with %s, and asks nobody', async (code, url) => {
    const { test, asked } = open()
    expect(await test(request({ url }))).toMatchObject({ ok: false, refusal: { code } })
    expect(asked).toEqual([])
  })

  it('PULL-23 takes its turn at the server’s pace, and gives it back', async () => {
    const { test, waits, permits, asked } = open()
    for (let at = 0; at < 5; at += 1) {
      permits.take('sync', 'https://example.org', { perSecond: 5, atOnce: 9 })
      permits.done('sync', 'https://example.org')
    }
    await test(request())
    expect(waits).toEqual([200])
    expect(asked).toHaveLength(1)
    expect(permits.take('sync', 'https://example.org', { perSecond: 5, atOnce: 1 })).toBe(200)
  })

  it('is called off when another is asked for', async () => {
    const held = Promise.withResolvers<void>()
    const { test, signals } = open(() => held.promise)
    const first = test(request({ url: 'http://localhost/1' }))
    const second = test(request({ url: 'http://localhost/2' }))
    await new Promise((resolve) => setImmediate(resolve))
    held.resolve()
    await Promise.all([first, second])
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false])
  })
})
