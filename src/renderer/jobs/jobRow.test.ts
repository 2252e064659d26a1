// One job as the queue shows it.
import { noConstraints } from '@shared/jobs/constraints'
import type { JobView } from '@shared/jobs/job'
import type { Pause } from '@shared/queue'
import { describe, expect, it } from 'vitest'
import { conditionsOf } from './conditions'
import { actionsFor, filterFrom, filterQuery, lastResultOf, stateOf } from './jobRow'

const from = 'kind' as const
const nothing = { value: false, from }
const job: JobView = {
  id: 'a',
  kind: 'feed.sync',
  state: 'enqueued',
  sourceId: null,
  label: null,
  tags: [],
  names: [],
  attempts: 0,
  failures: 0,
  periodCount: 0,
  generation: 0,
  priority: 'normal',
  expedited: false,
  schedule: { everyMs: 900_000 },
  backoff: { policy: 'exponential', delayMs: 30_000 },
  constraints: noConstraints,
  effectiveConstraints: {
    network: { value: 'notRequired', from },
    charging: nothing,
    batteryNotLow: nothing,
    idle: nothing,
    storageNotLow: nothing,
  },
  reasons: [],
  stopReason: null,
  nextRunAt: null,
  enqueuedAt: 0,
  lastEnqueuedAt: null,
  startedAt: null,
  finishedAt: null,
  progress: null,
  output: null,
  error: null,
}
const pauseOf = (id: string): Pause => ({ scope: { type: 'job', id }, until: null, since: 0 })

describe('OBS-8 the state of a job', () => {
  it.each([
    ['not_due', 'scheduled'],
    ['battery_low', 'waiting'],
    ['paused_by_user', 'paused'],
    ['disabled', 'off'],
    ['auth_required', 'needsYou'],
    ['needs_you', 'needsYou'],
  ] as const)('waiting for %s is %s', (code, meaning) => {
    expect(stateOf({ state: 'enqueued', reasons: [{ code }] }).meaning).toBe(meaning)
  })
  it('follows the first reason', () => {
    expect(stateOf({ state: 'enqueued', reasons: [{ code: 'disabled' }, { code: 'offline' }] }).meaning).toBe('off')
  })
  it('is its own once it ran', () => {
    expect(
      (['running', 'succeeded', 'failed', 'cancelled'] as const).map(
        (state) => stateOf({ state, reasons: [] }).meaning,
      ),
    ).toEqual(['working', 'done', 'failed', 'off'])
  })
})

describe('what can be done', () => {
  it('to a waiting periodic job: run, skip, pause, but never cancel for good', () => {
    expect(actionsFor(job, [])).toEqual(['run_now', 'skip_next', 'pause'])
  })
  it('to a running one: stop before all', () => {
    expect(actionsFor({ ...job, state: 'running' }, [])).toEqual(['stop', 'pause'])
  })
  it('to one paused by itself: resume, whatever else is paused', () => {
    expect(actionsFor(job, [pauseOf('b'), pauseOf('a')])).toEqual(['run_now', 'skip_next', 'resume'])
  })
  it('to a one-time job that waits: also cancel', () => {
    expect(actionsFor({ ...job, schedule: null }, [])).toEqual(['run_now', 'pause', 'cancel'])
  })
  it('to one stopped after crashes: retry first', () => {
    expect(actionsFor({ ...job, reasons: [{ code: 'needs_you' }] }, [])[0]).toBe('retry')
  })
  it('to a failed one only retry, to a done one nothing', () => {
    expect(actionsFor({ ...job, state: 'failed' }, [])).toEqual(['retry'])
    expect(actionsFor({ ...job, state: 'succeeded' }, [])).toEqual([])
  })
})

describe('the last result', () => {
  it('of periodic work is its source’s last success, or a failure since', () => {
    expect(lastResultOf(job, 5)).toEqual({ result: 'done', at: 5 })
    expect(lastResultOf({ ...job, error: { code: 'x', message: 'x' } }, 5)).toEqual({ result: 'failed', at: null })
  })
  it('does not call failed what only waits for a sign-in', () => {
    const held = {
      ...job,
      error: { code: 'auth_required', message: 'x' },
      reasons: [{ code: 'auth_required' as const }],
    }
    expect(lastResultOf(held, null)).toBeNull()
    expect(lastResultOf(held, 5)).toEqual({ result: 'done', at: 5 })
  })
  it('is null before the first', () => expect(lastResultOf(job, null)).toBeNull())
})

describe('a filter', () => {
  it('hides the app’s own housekeeping except under all', () => {
    expect(filterQuery('waiting', 5).kinds).not.toContain('source.forget')
    expect(filterQuery('all', 5)).toEqual({})
  })
  it('keeps what waits for something apart from what waits for its time', () => {
    expect(filterQuery('waiting', 29_999)).toMatchObject({ states: ['enqueued', 'blocked'], dueBy: 20_000 })
    expect(filterQuery('scheduled', 29_999)).toMatchObject({ states: ['enqueued'], dueAfter: 20_000 })
  })
  it('is found by its name only', () => expect([filterFrom('waiting'), filterFrom('x')]).toEqual(['waiting', null]))
})

it('D20 conditions that are asked for are shown with who decided them', () => {
  const effective = { ...job.effectiveConstraints, network: { value: 'unmetered' as const, from: 'source' as const } }
  expect(conditionsOf({ ...effective, idle: { value: true, from: 'preference' } })).toEqual([
    { need: 'jobs:need_network_unmetered', from: 'source' },
    { need: 'jobs:need_idle', from: 'preference' },
  ])
  expect(conditionsOf(job.effectiveConstraints)).toEqual([])
})
