// The columns of `jobs` as the engine names them: one list for reading, one for adding, three for writing. The statements are in jobStore, jobPicks,
// jobSweeps and jobListing; the table itself is migration 0001.
import type { JobRecord } from '@shared/jobs/record'

/** Result columns that make a JobRecord. */
export const JOB_COLUMNS = `
  jobs.id, jobs.kind, jobs.state, jobs.gate_id AS gateId, jobs.sole_name AS soleName, jobs.source_id AS sourceId, jobs.label,
  jobs.input AS inputJson, jobs.choices AS choicesJson, jobs.priority, jobs.expedited, jobs.out_of_quota AS outOfQuota,
  jobs.every_ms AS everyMs, jobs.flex_ms AS flexMs, jobs.cron, jobs.time_zone AS timeZone, jobs.missed,
  jobs.initial_delay_ms AS initialDelayMs, jobs.backoff_policy AS backoffPolicy, jobs.backoff_delay_ms AS backoffDelayMs,
  jobs.backoff_jitter AS backoffJitter, jobs.backoff_cap_ms AS backoffCapMs, jobs.max_attempts AS maxAttempts,
  jobs.deadline_ms AS deadlineMs, jobs.merger, jobs.keep_for_ms AS keepForMs, jobs.override_at AS overrideAt, jobs.attempts,
  jobs.failures, jobs.worker_deaths AS workerDeaths, jobs.main_deaths AS mainDeaths, jobs.period_count AS periodCount,
  jobs.generation, jobs.override_generation AS overrideGeneration, jobs.enqueued_at AS enqueuedAt,
  jobs.last_enqueued_at AS lastEnqueuedAt, jobs.backoff_until AS backoffUntil, jobs.due_at AS dueAt,
  jobs.battery_due_at AS batteryDueAt, jobs.deadline_at AS deadlineAt, jobs.started_at AS startedAt,
  jobs.last_ended_at AS lastEndedAt, jobs.finished_at AS finishedAt, jobs.held, jobs.hold_reason AS holdReason,
  jobs.hold_since AS holdSince, jobs.hold_until AS holdUntil, jobs.trigger, jobs.urged, jobs.overrides AS overridesJson,
  jobs.stop_reason AS stopReason, jobs.output AS outputJson, jobs.error AS errorJson, jobs.progress AS progressJson,
  jobs.retry_of AS retryOf`

/** Places blocked jobs, which have no anchor yet, after all others. */
export const LISTED_AT = 'ifnull(jobs.last_enqueued_at, 9007199254740991)'

export const INSERT_JOB = `
INSERT INTO jobs (
  id, kind, state, gate_id, sole_name, source_id, label, input, choices, priority, expedited, out_of_quota, every_ms, flex_ms,
  cron, time_zone, missed, initial_delay_ms, backoff_policy, backoff_delay_ms, backoff_jitter, backoff_cap_ms, max_attempts,
  deadline_ms, merger, keep_for_ms, override_at, attempts, failures, worker_deaths, main_deaths, period_count, generation,
  override_generation, enqueued_at, last_enqueued_at, backoff_until, due_at, battery_due_at, deadline_at, started_at,
  last_ended_at, finished_at, held, hold_reason, hold_since, hold_until, trigger, urged, overrides, stop_reason, output, error,
  progress, retry_of
) VALUES (
  :id, :kind, :state, :gateId, :soleName, :sourceId, :label, :inputJson, :choicesJson, :priority, :expedited, :outOfQuota,
  :everyMs, :flexMs, :cron, :timeZone, :missed, :initialDelayMs, :backoffPolicy, :backoffDelayMs, :backoffJitter,
  :backoffCapMs, :maxAttempts, :deadlineMs, :merger, :keepForMs, :overrideAt, :attempts, :failures, :workerDeaths,
  :mainDeaths, :periodCount, :generation, :overrideGeneration, :enqueuedAt, :lastEnqueuedAt, :backoffUntil, :dueAt,
  :batteryDueAt, :deadlineAt, :startedAt, :lastEndedAt, :finishedAt, :held, :holdReason, :holdSince, :holdUntil, :trigger,
  :urged, :overridesJson, :stopReason, :outputJson, :errorJson, :progressJson, :retryOf
)`

/** Of a plain new job: what every such job is born with, as `plainAtBirth` says it, is in the statement and not bound again each time. */
export const INSERT_PLAIN_JOB = `
INSERT INTO jobs (
  id, kind, state, gate_id, sole_name, source_id, label, input, choices, priority, expedited, initial_delay_ms, backoff_policy,
  backoff_delay_ms, backoff_jitter, backoff_cap_ms, max_attempts, keep_for_ms, enqueued_at, last_enqueued_at, due_at, trigger,
  out_of_quota, missed, merger, attempts, failures, worker_deaths, main_deaths, period_count, generation, override_generation,
  held, urged
) VALUES (
  :id, :kind, :state, :gateId, :soleName, :sourceId, :label, :inputJson, :choicesJson, :priority, :expedited, :initialDelayMs,
  :backoffPolicy, :backoffDelayMs, :backoffJitter, :backoffCapMs, :maxAttempts, :keepForMs, :enqueuedAt, :lastEnqueuedAt, :dueAt,
  :trigger, 'runAsNormal', 'once', 'overwrite', 0, 0, 0, 0, 0, 0, 0, 0, 0
)`

/** The columns that INSERT_PLAIN_JOB does not bind. */
const plainAtBirth = {
  outOfQuota: 'runAsNormal',
  missed: 'once',
  merger: 'overwrite',
  attempts: 0,
  failures: 0,
  workerDeaths: 0,
  mainDeaths: 0,
  periodCount: 0,
  generation: 0,
  overrideGeneration: 0,
  held: 0,
  urged: 0,
  everyMs: null,
  flexMs: null,
  cron: null,
  timeZone: null,
  deadlineMs: null,
  overrideAt: null,
  backoffUntil: null,
  batteryDueAt: null,
  deadlineAt: null,
  startedAt: null,
  lastEndedAt: null,
  finishedAt: null,
  holdReason: null,
  holdSince: null,
  holdUntil: null,
  overridesJson: null,
  stopReason: null,
  outputJson: null,
  errorJson: null,
  progressJson: null,
  retryOf: null,
} as const satisfies Partial<JobRecord>
const plainFields = Object.entries(plainAtBirth) as [keyof typeof plainAtBirth, string | number | null][]

/** One-time work as most of it is, never run: INSERT_PLAIN_JOB writes the same row as INSERT_JOB would. */
export function isPlain(job: JobRecord): boolean {
  for (const [field, value] of plainFields) if (job[field] !== value) return false
  return true
}

/** What every start and every end changes. */
const SET_RUN = `state = :state, attempts = :attempts, due_at = :dueAt, started_at = :startedAt, last_ended_at = :lastEndedAt,
  finished_at = :finishedAt`

/** What else a job goes through. */
const LIFE_FIELDS = [
  'overrideAt',
  'failures',
  'workerDeaths',
  'mainDeaths',
  'periodCount',
  'generation',
  'overrideGeneration',
  'lastEnqueuedAt',
  'backoffUntil',
  'batteryDueAt',
  'deadlineAt',
  'held',
  'holdReason',
  'holdSince',
  'holdUntil',
  'trigger',
  'urged',
  'overridesJson',
  'stopReason',
  'outputJson',
  'errorJson',
  'progressJson',
] as const
const SET_LIFE = `override_at = :overrideAt, failures = :failures, worker_deaths = :workerDeaths, main_deaths = :mainDeaths,
  period_count = :periodCount, generation = :generation, override_generation = :overrideGeneration,
  last_enqueued_at = :lastEnqueuedAt, backoff_until = :backoffUntil, battery_due_at = :batteryDueAt, deadline_at = :deadlineAt,
  held = :held, hold_reason = :holdReason, hold_since = :holdSince, hold_until = :holdUntil, trigger = :trigger, urged = :urged,
  overrides = :overridesJson, stop_reason = :stopReason, output = :outputJson, error = :errorJson, progress = :progressJson`

/** What only an update changes. */
const SPEC_FIELDS = [
  'kind',
  'gateId',
  'soleName',
  'sourceId',
  'label',
  'inputJson',
  'choicesJson',
  'priority',
  'expedited',
  'outOfQuota',
  'everyMs',
  'flexMs',
  'cron',
  'timeZone',
  'missed',
  'initialDelayMs',
  'backoffPolicy',
  'backoffDelayMs',
  'backoffJitter',
  'backoffCapMs',
  'maxAttempts',
  'deadlineMs',
  'merger',
  'keepForMs',
  'retryOf',
] as const
const SET_SPEC = `kind = :kind, gate_id = :gateId, sole_name = :soleName, source_id = :sourceId, label = :label,
  input = :inputJson, choices = :choicesJson, priority = :priority, expedited = :expedited, out_of_quota = :outOfQuota,
  every_ms = :everyMs, flex_ms = :flexMs, cron = :cron, time_zone = :timeZone, missed = :missed,
  initial_delay_ms = :initialDelayMs, backoff_policy = :backoffPolicy, backoff_delay_ms = :backoffDelayMs,
  backoff_jitter = :backoffJitter, backoff_cap_ms = :backoffCapMs, max_attempts = :maxAttempts, deadline_ms = :deadlineMs,
  merger = :merger, keep_for_ms = :keepForMs, retry_of = :retryOf`

/** The plus keeps SQLite from planning the statement anew with every value of `expected` (jobPicks.ts). */
const WHERE_AS_EXPECTED = 'WHERE id = :id AND +state = :expected'

/** Compare-and-set on the state. Each writes all that the one before it does, and more: a row is written no wider than it changed. */
export const WRITE_RUN = `UPDATE jobs SET ${SET_RUN} ${WHERE_AS_EXPECTED}`
export const WRITE_LIFE = `UPDATE jobs SET ${SET_RUN}, ${SET_LIFE} ${WHERE_AS_EXPECTED}`
export const WRITE_JOB = `UPDATE jobs SET ${SET_RUN}, ${SET_LIFE}, ${SET_SPEC} ${WHERE_AS_EXPECTED}`

/** How wide the change from `before` to `after` is. */
export function widthOf(before: JobRecord, after: JobRecord): 'run' | 'life' | 'job' {
  for (const field of SPEC_FIELDS) if (after[field] !== before[field]) return 'job'
  for (const field of LIFE_FIELDS) if (after[field] !== before[field]) return 'life'
  return 'run'
}
