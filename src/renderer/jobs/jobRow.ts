// One job as the queue shows it: its state as shape and word, its last result, what can be done to it. Pure.
import { assertNever } from '@shared/errors'
import type { TextKey } from '@shared/i18n/text'
import { isFinished, type JobQuery, type JobView } from '@shared/jobs/job'
import { kindNames, kinds } from '@shared/jobs/kinds'
import type { ReasonCode } from '@shared/jobs/reasons'
import type { Pause } from '@shared/queue'
import type { Meaning } from '../ui/StateBadge'

export const jobFilters = ['all', 'running', 'waiting', 'scheduled', 'finished'] as const
export type JobFilter = (typeof jobFilters)[number]

const STEP_MS = 10_000

/**
 * What a filter asks of the queue. Only `all` shows the app's own housekeeping and kinds this version does not
 * know. Waiting is what is due and held; what only waits for its time is scheduled.
 */
export function filterQuery(filter: JobFilter, nowMs: number): Omit<JobQuery, 'limit' | 'after'> {
  const shown = kindNames.filter((name) => kinds[name].shown)
  // Each other time is another question: not one a second.
  const by = nowMs - (nowMs % STEP_MS)
  switch (filter) {
    case 'all':
      return {}
    case 'running':
      return { states: ['running'], kinds: shown }
    case 'waiting':
      return { states: ['enqueued', 'blocked'], kinds: shown, dueBy: by }
    case 'scheduled':
      return { states: ['enqueued'], kinds: shown, dueAfter: by }
    case 'finished':
      return { states: ['succeeded', 'failed', 'cancelled'], kinds: shown }
    default:
      return assertNever(filter)
  }
}

export function filterFrom(wish: string | undefined): JobFilter | null {
  return jobFilters.find((filter) => filter === wish) ?? null
}

export interface StateWords {
  meaning: Meaning
  word: TextKey
}

function waitingWords(code: ReasonCode | undefined): StateWords {
  switch (code) {
    case 'not_due':
      return { meaning: 'scheduled', word: 'words:state_scheduled' }
    case 'paused_by_user':
      return { meaning: 'paused', word: 'words:state_paused' }
    case 'disabled':
      return { meaning: 'off', word: 'words:state_disabled' }
    case 'auth_required':
    case 'needs_you':
      return { meaning: 'needsYou', word: 'words:state_needs_you' }
    case 'backoff':
    case 'service_down':
      return { meaning: 'waiting', word: 'words:state_retrying' }
    default:
      return { meaning: 'waiting', word: 'words:state_enqueued' }
  }
}

export function stateOf(job: Pick<JobView, 'state' | 'reasons'>): StateWords {
  switch (job.state) {
    case 'running':
      return { meaning: 'working', word: 'words:state_running' }
    case 'succeeded':
      return { meaning: 'done', word: 'words:state_succeeded' }
    case 'failed':
      return { meaning: 'failed', word: 'words:state_failed' }
    case 'cancelled':
      return { meaning: 'off', word: 'words:state_cancelled' }
    case 'enqueued':
    case 'blocked':
      return waitingWords(job.reasons[0]?.code)
    default:
      return assertNever(job.state)
  }
}

export type LastResult = { result: 'done' | 'failed' | 'cancelled'; at: number | null }

const putOff: ReadonlySet<ReasonCode> = new Set([
  'auth_required',
  'rate_limited',
  'offline',
  'captive_portal',
  'storage_low',
])

/** How it ended last; null if it never did. A source's periodic job knows its last success from the source. */
export function lastResultOf(job: JobView, lastSuccessAt: number | null): LastResult | null {
  if (job.state === 'succeeded') return { result: 'done', at: job.finishedAt }
  if (job.state === 'failed') return { result: 'failed', at: job.finishedAt }
  if (job.state === 'cancelled') return { result: 'cancelled', at: job.finishedAt }
  // What waits for a sign-in or a server was put off, not failed: its reason says so beside this.
  const isPutOff = job.reasons.some(({ code }) => putOff.has(code))
  if (job.error && !isPutOff) return { result: 'failed', at: null }
  return lastSuccessAt === null ? null : { result: 'done', at: lastSuccessAt }
}

export const jobActions = ['run_now', 'stop', 'retry', 'skip_next', 'pause', 'resume', 'cancel'] as const
export type JobAction = (typeof jobActions)[number]

/** What applies to a job now, the likeliest first. A source's or the app's periodic job is not cancelled here: it would never run again. */
export function actionsFor(job: JobView, pauses: readonly Pause[]): JobAction[] {
  if (job.state === 'failed') return ['retry']
  if (isFinished(job.state)) return []
  const actions: JobAction[] = []
  const needsYou = job.reasons.some((reason) => reason.code === 'needs_you')
  if (needsYou) actions.push('retry')
  if (job.state === 'running') actions.push('stop')
  else actions.push('run_now')
  if (job.schedule && job.state !== 'running') actions.push('skip_next')
  const paused = pauses.some((pause) => pause.scope.type === 'job' && pause.scope.id === job.id)
  actions.push(paused ? 'resume' : 'pause')
  if (!job.schedule && job.state !== 'running') actions.push('cancel')
  return actions
}
