// The one table of a job's life: which event leads from which state to which. A pair that is not in it throws.
// What else changes with an event is resolution.ts; writing it down is ledger.ts.
//
//            unblock                start                  succeed, fail
//  blocked ──────────► enqueued ──────────────► running ──────────────────► succeeded, failed
//     │                 ▲    │  refuse             │
//     │                 │    ├──────────────► failed
//     │                 │    │                     │ stop, wait, retry, endPeriod
//     │                 └────┼─────────────────────┘
//     │ cancel, fail         │ cancel              │ cancel
//     └──────────────────────┴─────────────────────┴──► cancelled (or failed)
//
//  Nothing leaves succeeded, failed and cancelled. `stop` is any end from outside; `endPeriod` any end of a period of periodic work;
//  `refuse` is a job that cannot be started at all (unknown kind, unreadable input); `fail` of a blocked job comes from its parent.
import type { JobState } from '@shared/jobs/job'

export const jobEvents = [
  'start',
  'succeed',
  'fail',
  'retry',
  'wait',
  'stop',
  'endPeriod',
  'cancel',
  'unblock',
  'refuse',
] as const
export type JobEvent = (typeof jobEvents)[number]

const table: Record<JobState, Partial<Record<JobEvent, JobState>>> = {
  blocked: { unblock: 'enqueued', fail: 'failed', cancel: 'cancelled' },
  enqueued: { start: 'running', refuse: 'failed', cancel: 'cancelled' },
  running: {
    succeed: 'succeeded',
    fail: 'failed',
    retry: 'enqueued',
    wait: 'enqueued',
    stop: 'enqueued',
    endPeriod: 'enqueued',
    cancel: 'cancelled',
  },
  succeeded: {},
  failed: {},
  cancelled: {},
}

/** @throws when the event cannot happen in that state: a bug of the caller. */
export function transition(state: JobState, event: JobEvent): JobState {
  const next = table[state][event]
  if (next === undefined) throw new Error(`no transition: ${event} while ${state}`)
  return next
}
