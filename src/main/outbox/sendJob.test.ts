// Which job sends for a destination, and when.

import { type Destination, usualDestination } from '@shared/destinations'
import type { JobView } from '@shared/jobs/job'
import { DAY_MS } from '@shared/time'
import { describe, expect, it } from 'vitest'
import { sendDelayMs, sendRequest, standing } from './sendJob'

const NOW = 1_000_000
const reports: Destination = {
  ...usualDestination,
  id: 'd',
  name: 'Reports',
  url: 'https://example.org/r',
  sourceId: null,
}

function job(view: Partial<JobView>): JobView {
  return { state: 'enqueued', failures: 0, reasons: [{ code: 'not_due' }], nextRunAt: NOW, ...view } as JobView
}

describe('sendRequest', () => {
  it('OUT-9 needs a network, as its kind says, unless the destination is this computer or the app', () => {
    expect(sendRequest(reports, 0).constraints).toBeUndefined()
    for (const url of ['http://127.0.0.1:8080/r', 'http://localhost/r', 'http://[::1]:1/r', 'sample:/reports'])
      expect(sendRequest({ ...reports, url }, 0).constraints).toEqual({ network: 'notRequired' })
  })

  it('works for the source whose sign-in it uses', () => {
    expect(sendRequest({ ...reports, sourceId: 's' }, 5)).toMatchObject({
      sourceId: 's',
      initialDelayMs: 5,
      label: 'Reports',
    })
    expect(sendRequest(reports, 5)).not.toHaveProperty('sourceId')
  })
})

describe('sendDelayMs', () => {
  it.each([
    [null, null],
    [0, 10],
    [NOW - 5, 10],
    [NOW + 5, 10],
    [NOW + 50, 50],
    [NOW + 400 * DAY_MS, DAY_MS],
  ])('when the next is due at %s: %s', (nextDueAt, delayMs) => {
    expect(sendDelayMs(nextDueAt, NOW, 10)).toBe(delayMs)
  })
})

describe('standing', () => {
  const later = NOW + 600_000

  it.each<[string, JobView | undefined, ReturnType<typeof standing>]>([
    ['no job', undefined, 'none'],
    ['a finished one', job({ state: 'succeeded' }), 'none'],
    ['one that runs', job({ state: 'running', reasons: [] }), 'enough'],
    ['one that is due by then', job({ nextRunAt: NOW + 10_000 }), 'enough'],
    ['one a little later', job({ nextRunAt: NOW + 14_000 }), 'enough'],
    ['one that only waits for a later time', job({ nextRunAt: later }), 'sooner'],
    ['one that backs off', job({ nextRunAt: later, failures: 1, reasons: [{ code: 'backoff' }] }), 'enough'],
    ['one that is held', job({ nextRunAt: later, reasons: [{ code: 'rate_limited' }] }), 'enough'],
    ['one that the user paused', job({ nextRunAt: later, reasons: [{ code: 'paused_by_user' }] }), 'enough'],
  ])('%s', (_name, view, answer) => {
    expect(standing(view, 10_000, NOW)).toBe(answer)
  })
})
