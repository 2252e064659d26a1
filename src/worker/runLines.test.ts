// Whoever opens the log of a run finds how it began and how it ended; of many lines alike a few dozen are said.
import type { Outcome } from '@shared/jobs/outcome'
import { describe, expect, it } from 'vitest'
import { createLineLog } from '../testing/lineLog'
import { openAttempt } from './attempt'
import { Stopped } from './handler'
import { isWorthALine, sayEnded } from './runLines'

describe('of many lines alike', () => {
  it('the first twenty are said, then fewer and fewer: 55 of a hundred thousand', () => {
    const said = Array.from({ length: 100_000 }, (_, at) => at + 1).filter(isWorthALine)
    expect(said.slice(0, 22)).toEqual([...Array.from({ length: 20 }, (_, at) => at + 1), 30, 40])
    expect(said).toHaveLength(55)
  })
})

describe('the last line of a run', () => {
  const said = (outcome: Outcome, signal = new AbortController().signal): unknown => {
    const { log, lines } = createLineLog()
    sayEnded(log, outcome, { pages: 2, requests: 3 }, signal)
    return lines
  }
  const error = { code: 'server_error', message: 'The server said: {"name":"somebody"}' }

  it.each<[Outcome, string, string, object]>([
    [{ type: 'succeeded' }, 'info', 'succeeded', {}],
    [{ type: 'failed', error }, 'error', 'failed', { code: 'server_error' }],
    [{ type: 'retry', error }, 'warn', 'to be tried again', { code: 'server_error' }],
    [
      { type: 'wait', reason: 'rate_limited', scope: 'origin', until: Date.UTC(2026, 0, 5), error },
      'info',
      'has to wait',
      { reason: 'rate_limited', of: 'origin', until: '2026-01-05T00:00:00.000Z', code: 'server_error' },
    ],
  ])(
    'says what %j came to, with its sums, by a code and not in a server\u2019s words',
    (outcome, level, message, fields) => {
      const lines = said(outcome)
      expect(lines).toEqual([{ level, message, fields: { ...fields, pages: 2, requests: 3 } }])
      expect(JSON.stringify(lines)).not.toContain('somebody')
    },
  )

  it('says that it was stopped, and why, whatever its handler returned', () => {
    const signal = AbortSignal.abort(new Stopped('charging'))
    expect(said({ type: 'succeeded' }, signal)).toMatchObject([
      { level: 'info', message: 'stopped', fields: { reason: 'charging' } },
    ])
  })
})

describe('an attempt', () => {
  const perform = async (kind: string, input: unknown): Promise<string[]> => {
    const { log, lines } = createLineLog()
    const run = {
      attemptId: 'a',
      jobId: 'j',
      kind,
      input,
      attempt: 2,
      tags: [],
      generation: 0,
      sourceId: null,
      epoch: 1,
    }
    const paths = { library: '', imports: '', spool: '', temp: '' }
    const spec = { ...run, trigger: 'user' as const }
    const attempt = openAttempt({ spec, paths, log, post: () => undefined, nextRequestId: () => 1 })
    await attempt.perform(() => async () => async () => ({ type: 'succeeded' }))
    return lines.map(({ message, fields }) => `${message} ${JSON.stringify(fields)}`)
  }

  it('of a kind that people see begins and ends its log', async () => {
    expect(await perform('clean', {})).toEqual(['began {"kind":"clean","attempt":3,"trigger":"user"}', 'succeeded {}'])
  })

  it('D6 of a kind that nobody sees says nothing, so that it costs no message', async () => {
    expect(await perform('diagnostic.noop', {})).toEqual([])
  })
})
