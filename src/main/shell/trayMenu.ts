// Decides what the tray menu says and offers (product 4.3): a pure function from the summary to at most 12 items. What does not
// apply is left out, not greyed. What an item does is its action; showing it is tray.ts's, doing it is compose.ts's.
import { assertNever } from '@shared/errors'
import { errorSentence } from '@shared/i18n/refusalSentence'
import { clockTime } from '@shared/i18n/sentences'
import { reasonAction } from '@shared/jobs/reasons'
import { openNotices } from '@shared/notices'
import { jobTitle, statusLine, type Wording } from '@shared/statusLine'
import { appState, type Problem, type Summary } from '@shared/summary'
import { HOUR_MS, MINUTE_MS } from '@shared/time'

export const pauseChoices = ['30m', '2h', 'tomorrow', 'open'] as const
export type PauseChoice = (typeof pauseChoices)[number]

export type TrayAction =
  | { type: 'open' }
  | { type: 'openWaiting' }
  | { type: 'sync'; sourceId: string | null }
  | { type: 'pause'; choice: PauseChoice }
  | { type: 'resume' }
  | { type: 'turnOn' }
  | { type: 'notice' }
  | { type: 'problem'; jobId: string; sourceId: string | null }
  | { type: 'settings' }
  | { type: 'reopen' }
  | { type: 'quit' }

export type TrayItem =
  | { type: 'separator' }
  /** Text only. */
  | { type: 'note'; id: string; label: string }
  | { type: 'item'; id: string; label: string; action: TrayAction }
  | { type: 'submenu'; id: string; label: string; items: TrayItem[] }

export interface TraySource {
  id: string
  name: string
  enabled: boolean
}

/** `lost`: the engine is not reachable, so nothing may be claimed and only two things offered. */
export type TrayInput =
  | { state: 'starting' }
  | { state: 'lost' }
  | { state: 'ready'; summary: Summary; sources: readonly TraySource[] }

/** More than this in a submenu is looked at in the window. */
const MOST_IN_SUBMENU = 12
const LONGEST_LABEL = 90
const separator: TrayItem = { type: 'separator' }

function item(id: string, label: string, action: TrayAction): TrayItem {
  return {
    type: 'item',
    id,
    label: label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1)}…` : label,
    action,
  }
}

/** The end of a pause begun at `nowMs` (ms UTC); null: until the user resumes. Tomorrow is the local calendar's, also across a clock change. */
export function pauseUntil(choice: PauseChoice, nowMs: number): number | null {
  switch (choice) {
    case '30m':
      return nowMs + 30 * MINUTE_MS
    case '2h':
      return nowMs + 2 * HOUR_MS
    case 'tomorrow': {
      const now = new Date(nowMs)
      return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 8).getTime()
    }
    case 'open':
      return null
    default:
      return assertNever(choice)
  }
}

function timesLine(summary: Summary, { text, language, nowMs, sourceName }: Wording): TrayItem[] {
  const parts: string[] = []
  if (summary.lastSuccess) {
    parts.push(text('tray:last_success', { when: clockTime(summary.lastSuccess.at, nowMs, language) }))
  }
  const [next] = summary.next
  if (next) {
    const name = jobTitle(next, text, sourceName)
    parts.push(text('tray:next', { name, when: clockTime(next.at, nowMs, language) }))
  }
  return parts.length > 0 ? [{ type: 'note', id: 'times', label: parts.join(' · ') }] : []
}

/** A pause and switched-off work are never overridden (D21), so then there is no Sync. */
function syncItems(summary: Summary, sources: readonly TraySource[], { text }: Wording): TrayItem[] {
  const enabled = sources.filter((source) => source.enabled)
  if (enabled.length === 0 || appliesToAll(summary)) return []
  // What holds jobs now is run over (COND-4); the label says so before the click.
  const anyway = summary.waiting.some((group) => group.code !== 'backoff' && reasonAction(group.code) === 'run_now')
  const label = text(anyway ? 'tray:sync_anyway' : 'tray:sync')
  const items = [
    item('sync:all', text('tray:sync_all'), { type: 'sync', sourceId: null }),
    separator,
    ...enabled
      .slice(0, MOST_IN_SUBMENU)
      .map((source) => item(`sync:${source.id}`, source.name, { type: 'sync', sourceId: source.id })),
  ]
  if (enabled.length > MOST_IN_SUBMENU) items.push(item('sync:more', text('tray:more'), { type: 'open' }))
  return [{ type: 'submenu', id: 'sync', label, items }]
}

function appliesToAll(summary: Summary): boolean {
  return !summary.backgroundWork || summary.pauses.some((pause) => pause.scope.type === 'all')
}

function pauseItem(summary: Summary, { text, language, nowMs }: Wording): TrayItem {
  if (!summary.backgroundWork) return item('turnOn', text('tray:turn_on'), { type: 'turnOn' })
  const pause = summary.pauses.find((pause) => pause.scope.type === 'all')
  if (pause) {
    const until = pause.until
    const label =
      until === null ? text('tray:resume') : text('tray:resume_until', { when: clockTime(until, nowMs, language) })
    return item('resume', label, { type: 'resume' })
  }
  const items = pauseChoices.map((choice) =>
    item(`pause:${choice}`, text(`tray:pause_${choice}`), { type: 'pause', choice }),
  )
  return { type: 'submenu', id: 'pause', label: text('tray:pause'), items }
}

function problemLabel(problem: Problem, { text, sourceName }: Wording): string {
  const name = jobTitle(problem, text, sourceName)
  if (problem.code === 'auth_required') return text('tray:problem_sign_in', { name })
  return text('tray:problem_item', { name, message: errorSentence(problem, text) })
}

function problemItems(summary: Summary, wording: Wording): TrayItem[] {
  const { text } = wording
  const notices = openNotices(summary.notices).map(({ name }) =>
    item(`notice:${name}`, text(`notices:${name}`), { type: 'notice' }),
  )
  if (notices.length + summary.problems.length === 0) return []
  const jobs = summary.problems.slice(0, MOST_IN_SUBMENU).map((problem) =>
    item(`problem:${problem.jobId}`, problemLabel(problem, wording), {
      type: 'problem',
      jobId: problem.jobId,
      sourceId: problem.sourceId,
    }),
  )
  const items = [...notices, ...jobs]
  if (summary.problems.length > MOST_IN_SUBMENU) items.push(item('problem:more', text('tray:more'), { type: 'open' }))
  return [{ type: 'submenu', id: 'problems', label: text('tray:problems'), items }]
}

/** Says what goes on next time: what runs, else what was not sent yet (OUT-14). */
function quitItem(running: number, unsent: number, { text }: Wording): TrayItem {
  const idle = unsent > 0 ? text('tray:quit_unsent', { count: unsent }) : text('tray:quit')
  const label = running > 0 ? text('tray:quit_running', { count: running }) : idle
  return item('quit', label, { type: 'quit' })
}

/** The tray's one line, also its tooltip. */
export function trayStatus(input: TrayInput, wording: Wording): string {
  switch (input.state) {
    case 'starting':
      return wording.text('tray:status_starting')
    case 'lost':
      return wording.text('tray:status_lost')
    case 'ready':
      return statusLine(input.summary, wording)
    default:
      return assertNever(input)
  }
}

function readyMenu(summary: Summary, sources: readonly TraySource[], status: string, wording: Wording): TrayItem[] {
  const { text } = wording
  const state = appState(summary)
  const click: TrayAction = state === 'waiting' || state === 'offline' ? { type: 'openWaiting' } : { type: 'open' }
  return [
    item('status', status, click),
    ...timesLine(summary, wording),
    separator,
    item('open', text('tray:open'), { type: 'open' }),
    ...syncItems(summary, sources, wording),
    pauseItem(summary, wording),
    ...problemItems(summary, wording),
    separator,
    item('settings', text('tray:settings'), { type: 'settings' }),
    quitItem(summary.running.length, summary.outbox.pending, wording),
  ]
}

export function trayMenu(input: TrayInput, wording: Wording): TrayItem[] {
  const { text } = wording
  const status = trayStatus(input, wording)
  switch (input.state) {
    case 'starting':
      return [
        { type: 'note', id: 'status', label: status },
        separator,
        item('open', text('tray:open'), { type: 'open' }),
        quitItem(0, 0, wording),
      ]
    case 'lost':
      return [
        { type: 'note', id: 'status', label: status },
        separator,
        item('reopen', text('tray:reopen'), { type: 'reopen' }),
        quitItem(0, 0, wording),
      ]
    case 'ready':
      return readyMenu(input.summary, input.sources, status, wording)
    default:
      return assertNever(input)
  }
}
