// Tests the form of a source before it is kept: one page is asked for as a pull would, in a process of its own, with the token at hand and at
// the pace its server is asked at anyway (PULL-23). Asked anew, the earlier test is called off. What is found: worker/probing.
import type { ComputeCall } from '@shared/computeMessages'
import { granted, type Reply, refused } from '@shared/errors'
import { DEFAULT_RATE, pullSettingsOf } from '@shared/pullSettings'
import { isLoopbackHost } from '@shared/sources'
import type { SourceTest, SourceTestRequest, TestedSettings } from '@shared/sourceTest'
import { SECOND_MS } from '@shared/time'
import type { OriginPermits } from './originPermits'
import { checkedAddress } from './sourceAddress'

/** Main answers a page within 30 s. */
const DEADLINE_MS = 26 * SECOND_MS

export interface SourceTestsPorts {
  /** One computation in a process of its own. */
  compute: ComputeCall
  /** The stored token of a source, at the origin it was given for. */
  token: (sourceId: string, origin: string) => string | null
  resolveProxy: (url: string) => Promise<string>
  permits: OriginPermits
  newId: () => string
  wait: (ms: number) => Promise<void>
}

export type TestSource = (request: SourceTestRequest) => Promise<Reply<SourceTest>>

export function createSourceTests(ports: SourceTestsPorts): TestSource {
  let latest: AbortController | null = null
  return async ({ settings, id, token }) => {
    const address = checkedAddress(settings.url)
    if (!address.ok) return address
    const origin = address.value
    const secret = settings.auth === 'none' ? null : token || (id === null ? null : ports.token(id, origin))
    if (settings.auth !== 'none' && secret === null) {
      return refused('token_missing', 'There is no token, and without one nothing is asked.')
    }
    latest?.abort()
    const test = new AbortController()
    latest = test
    const proxy = isLoopbackHost(new URL(settings.url).hostname) ? 'DIRECT' : await ports.resolveProxy(settings.url)
    return permitted(ports, settings, origin, test.signal, async () => {
      const limits = { signal: test.signal, deadlineMs: DEADLINE_MS }
      const reply = await ports.compute('test.source', { settings, token: secret, proxy }, limits)
      if (reply.ok) return granted(reply.output)
      const { code, message } = reply.error
      return refused(code, message)
    })
  }
}

async function permitted(
  { permits, newId, wait }: SourceTestsPorts,
  settings: TestedSettings,
  origin: string,
  signal: AbortSignal,
  ask: () => Promise<Reply<SourceTest>>,
): Promise<Reply<SourceTest>> {
  const rate = pullSettingsOf(settings.pull).rate ?? (isLoopbackHost(new URL(origin).hostname) ? null : DEFAULT_RATE)
  if (rate === null) return ask()
  const testId = newId()
  try {
    for (;;) {
      const waitMs = permits.take(testId, origin, rate)
      if (waitMs === 0) return await ask()
      await wait(waitMs)
      // Called off meanwhile: that is its answer, and nobody is asked.
      if (signal.aborted) return await ask()
    }
  } finally {
    permits.attemptEnded(testId)
  }
}
