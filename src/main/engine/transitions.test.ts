// Every pair of state and event: what it leads to, or that it throws.
import { type JobState, jobStates } from '@shared/jobs/job'
import { describe, expect, it } from 'vitest'
import { type JobEvent, jobEvents, transition } from './transitions'

/** Written out by hand, so that a change of the table is noticed. */
const allowed: Partial<Record<`${JobState} ${JobEvent}`, JobState>> = {
  'blocked unblock': 'enqueued',
  'blocked fail': 'failed',
  'blocked cancel': 'cancelled',
  'enqueued start': 'running',
  'enqueued refuse': 'failed',
  'enqueued cancel': 'cancelled',
  'running succeed': 'succeeded',
  'running fail': 'failed',
  'running retry': 'enqueued',
  'running wait': 'enqueued',
  'running stop': 'enqueued',
  'running endPeriod': 'enqueued',
  'running cancel': 'cancelled',
}
const pairs = jobStates.flatMap((state) => jobEvents.map((event) => ({ state, event })))

describe('transition', () => {
  it.each(pairs)('$event while $state', ({ state, event }) => {
    const next = allowed[`${state} ${event}`]
    if (next === undefined) expect(() => transition(state, event)).toThrow(`no transition: ${event} while ${state}`)
    else expect(transition(state, event)).toBe(next)
  })
})
