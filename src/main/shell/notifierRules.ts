// Decides what is worth a notification, and what it says (OBS-3, OBS-4): pure. By default only what needs the user; each problem of
// a job once in 24 hours; never being offline, held, paused or retrying. Showing it is notifications.ts's.
import { assertNever } from '@shared/errors'
import { errorSentence } from '@shared/i18n/refusalSentence'
import type { AppEvents } from '@shared/ipc/events'
import { type OccurrenceView } from '@shared/jobs/occurrence'
import { reasonCodes } from '@shared/jobs/reasons'
import type { Preferences } from '@shared/preferences'
import { jobTitle, kindTitle, type Wording } from '@shared/statusLine'
import type { Problem } from '@shared/summary'
import { DAY_MS, SECOND_MS } from '@shared/time'

export type NotificationLevel = Preferences['notifications']
export const QUIET_MS = DAY_MS

export interface Notice {
  /** One notification a key: a new one takes the place of the old. */
  key: string
  title: string
  body: string
  /** What the window shows on a click. */
  wish: AppEvents['navigate']
}

/** When each (job, code) was last announced, ms UTC. Plain data: it is kept across restarts. */
export type Announced = Readonly<Record<string, number>>

const MOST_REMEMBERED = 200
/** Reasons to wait are no news (OBS-4), but for those that only the user can end. */
const needsTheUser: ReadonlySet<string> = new Set(['auth_required', 'needs_you', 'storage_low'])
/** What a person does about these stands on the source, not on its job. */
const answeredAtSource: ReadonlySet<string> = new Set(['auth_required', 'mass_delete_guard'])
const reasonsToWait: ReadonlySet<string> = new Set(reasonCodes.filter((code) => !needsTheUser.has(code)))

/** The key of a job's problem notice, under which it is withdrawn. */
export function problemKey(jobId: string): string {
  return `problem:${jobId}`
}

function problemText(problem: Problem, { text, sourceName }: Wording): { title: string; body: string } {
  const name = jobTitle(problem, text, sourceName)
  switch (problem.code) {
    case 'auth_required':
      return { title: text('notifications:sign_in_title', { name }), body: text('notifications:sign_in_body') }
    case 'needs_you':
      return { title: text('notifications:needs_you_title', { name }), body: text('notifications:needs_you_body') }
    default:
      return { title: text('notifications:problem_title', { name }), body: errorSentence(problem, text) }
  }
}

/** A problem began: its notice, or null when it is no news; and what to remember. */
export function onProblem(
  problem: Problem,
  announced: Announced,
  level: NotificationLevel,
  wording: Wording,
): { notice: Notice | null; announced: Announced } {
  if (level === 'off' || reasonsToWait.has(problem.code)) return { notice: null, announced }
  const { nowMs } = wording
  const key = `${problem.jobId}|${problem.code}`
  const last = announced[key]
  // A clock set back must not silence a problem for longer than the rule says.
  if (last !== undefined && nowMs - last < QUIET_MS && last <= nowMs) return { notice: null, announced }
  const fresh = Object.entries({ ...announced, [key]: nowMs })
    .filter(([, at]) => nowMs - at < QUIET_MS && at <= nowMs)
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, MOST_REMEMBERED)
  const wish: Notice['wish'] =
    answeredAtSource.has(problem.code) && problem.sourceId !== null
      ? { view: 'sources', sourceId: problem.sourceId }
      : problem.jobId.startsWith('outbox:')
        ? { view: 'outbox' }
        : { view: 'jobs', jobId: problem.jobId }
  return {
    notice: { key: problemKey(problem.jobId), ...problemText(problem, wording), wish },
    announced: Object.fromEntries(fresh),
  }
}

function runText(run: OccurrenceView, { text }: Wording): string {
  switch (run.result) {
    case 'ran': {
      const seconds = Math.max(0, Math.round((run.endedAt - (run.startedAt ?? run.endedAt)) / SECOND_MS))
      return text('notifications:run_ran', { seconds })
    }
    case 'failed':
      return text('notifications:run_failed', { message: run.error ? errorSentence(run.error, text) : '–' })
    case 'retry':
      return text('notifications:run_retry', { message: run.error ? errorSentence(run.error, text) : '–' })
    case 'waited':
      return text('notifications:run_waited')
    case 'stopped':
      return text('notifications:run_stopped', { reason: run.stopReason ?? '–' })
    case 'skipped':
      return text('notifications:run_skipped')
    case 'merged':
      return text('notifications:run_merged')
    default:
      return assertNever(run.result)
  }
}

/** What `all` adds: an import that finished, and a sync that brought new rows. */
function finishedText(run: OccurrenceView, name: string, { text }: Wording): { title: string; body: string } | null {
  if (run.result !== 'ran') return null
  const { inserted = 0, updated = 0, unchanged = 0, setAside = 0 } = run.sums
  if (run.kind === 'file.import') {
    // A check that stored nothing has no sums.
    if (run.sums.inserted === undefined) return null
    // Rows of the file that were there already are imported too: each row of it is counted once.
    const imported = inserted + updated + unchanged
    const body =
      setAside > 0
        ? text('notifications:imported_set_aside', { imported, setAside, total: imported + setAside })
        : text('notifications:imported_body', { count: imported })
    return { title: text('notifications:imported_title', { name }), body }
  }
  if (run.kind !== 'feed.sync' || inserted === 0) return null
  return {
    title: text('notifications:new_rows_title', { name }),
    body: text('notifications:new_rows_body', { count: inserted }),
  }
}

/** An attempt ended: its notice, by level. Problems come by onProblem, whatever the level. */
export function onRunEnded(run: OccurrenceView, level: NotificationLevel, wording: Wording): Notice | null {
  const name = jobTitle(run, wording.text, wording.sourceName)
  const wish: Notice['wish'] = { view: 'history', jobId: run.jobId }
  const key = `run:${run.jobId}`
  switch (level) {
    case 'off':
    case 'needs_me':
      return null
    case 'all': {
      const finished = finishedText(run, name, wording)
      return finished && { key, ...finished, wish }
    }
    case 'debug': {
      const title = wording.text('notifications:run_title', { kind: kindTitle(run.kind, wording.text), name })
      return { key, title, body: runText(run, wording), wish }
    }
    default:
      return assertNever(level)
  }
}

/** The first time the window is closed: the app goes on, and where it is. */
export function onFirstClose(hasTray: boolean, level: NotificationLevel, { text }: Wording): Notice | null {
  if (level === 'off') return null
  return {
    key: 'firstClose',
    title: text('notifications:first_close_title'),
    body: text(hasTray ? 'notifications:first_close_tray' : 'notifications:first_close_no_tray'),
    wish: { view: 'overview' },
  }
}
