// The one sentence that the state of everything comes to: the tray's status line, its tooltip and the overview's headline.
// Pure: which state it is decides summary.ts, the words are in i18n/areas/tray.ts, the clock is passed in.
import { assertNever } from './errors'
import type { Language } from './i18n/catalogue'
import { clockTime } from './i18n/sentences'
import type { Text, TextKey } from './i18n/text'
import { type KindName, kindNamed } from './jobs/kinds'
import type { ReasonCode } from './jobs/reasons'
import { openNotices } from './notices'
import { appState, type JobNote, type Summary, type WaitingGroup } from './summary'

/** What words depend on besides the summary. `sourceName` answers undefined for a source that is gone. `nowMs`: ms UTC. */
export interface Wording {
  text: Text
  language: Language
  nowMs: number
  sourceName: (id: string) => string | undefined
}

/** What a kind of job is called, also when this version does not know it. */
export function kindTitle(kind: string, text: Text): string {
  return text(kindNamed(kind) ? `kinds:${kind as KindName}` : 'kinds:unknown')
}

/** What a person knows a job by: its own label, else its source's name, else what its kind is called. */
export function jobTitle(
  note: Pick<JobNote, 'kind' | 'sourceId' | 'label'>,
  text: Text,
  sourceName: Wording['sourceName'],
): string {
  const source = note.sourceId === null ? undefined : sourceName(note.sourceId)
  return note.label ?? source ?? kindTitle(note.kind, text)
}

const waitingKeys: Readonly<Record<ReasonCode, TextKey>> = {
  on_battery: 'tray:waiting_power',
  battery_low: 'tray:waiting_power',
  battery_saver: 'tray:waiting_power',
  battery_interval: 'tray:waiting_battery',
  not_idle: 'tray:waiting_idle',
  metered: 'tray:waiting_unmetered',
  metered_unknown: 'tray:waiting_unmetered',
  not_metered: 'tray:waiting_metered',
  offline: 'tray:waiting_network',
  captive_portal: 'tray:waiting_network',
  network_not_allowed: 'tray:waiting_network',
  quiet_hours: 'tray:waiting_quiet',
  thermal: 'tray:waiting_cool',
  fullscreen: 'tray:waiting_fullscreen',
  storage_low: 'tray:waiting_space',
  rate_limited: 'tray:waiting_server',
  service_down: 'tray:waiting_server',
  backoff: 'tray:waiting_retry',
  concurrency: 'tray:waiting_turn',
  dependency: 'tray:waiting_turn',
  settling: 'tray:waiting_turn',
  replacing: 'tray:waiting_turn',
  disabled: 'tray:waiting_off',
  paused_by_user: 'tray:waiting_paused',
  auth_required: 'tray:waiting_you',
  needs_you: 'tray:waiting_you',
  not_ready: 'tray:waiting_you',
  not_due: 'tray:waiting_due',
}

/** What a group of waiting jobs waits for, in two to five words: 'Waiting for power'. */
export function waitingTitle(code: ReasonCode, text: Text): string {
  return text(waitingKeys[code])
}

/** One run, as something being done: 'Syncing GitHub issues'. */
export function runningSentence(note: JobNote, wording: Wording): string {
  const values = { name: jobTitle(note, wording.text, wording.sourceName) }
  switch (note.kind) {
    case 'feed.sync':
      return wording.text('tray:doing_sync', values)
    case 'file.import':
      return wording.text('tray:doing_import', values)
    case 'outbox.send':
      return wording.text('tray:doing_send', values)
    case 'clean':
      return wording.text('tray:doing_clean')
    case 'source.forget':
      return wording.text('tray:doing_forget', values)
    default:
      return wording.text('tray:doing_other', values)
  }
}

/** Groups that say the same in words count together; the one with most jobs speaks. */
function waitingSentence(groups: WaitingGroup[], { text }: Wording): string {
  const counts = new Map<TextKey, number>()
  for (const group of groups) {
    const key = waitingKeys[group.code]
    counts.set(key, (counts.get(key) ?? 0) + group.count)
  }
  const [first] = [...counts].toSorted((a, b) => b[1] - a[1])
  if (!first) return text('tray:status_idle')
  const [key, count] = first
  const total = groups.reduce((sum, group) => sum + group.count, 0)
  const what = text(key)
  if (count === total) return text('tray:status_waiting', { what, count })
  return text('tray:status_waiting_some', { what, count, total })
}

/** What keeps everything from working goes before what keeps one job from it. */
function problemSentence({ notices, problems }: Summary, { text, sourceName }: Wording): string {
  const worst = notices.find(({ level }) => level === 'problem')
  if (worst) return text(`notices:${worst.name}`)
  const [first] = problems
  if (first && problems.length === 1) {
    return text('tray:status_problem_named', { name: jobTitle(first, text, sourceName) })
  }
  return text('tray:status_problems', { count: problems.length })
}

function attentionSentence(summary: Summary, wording: Wording): string {
  const { text, sourceName } = wording
  const [first] = summary.problems
  const notices = openNotices(summary.notices)
  const count = notices.length + summary.problems.length + summary.outbox.needsYou
  const [notice] = notices
  if (notice && count === 1) return text(`notices:${notice.name}`)
  if (!first && !notice) return text('tray:status_outbox', { count })
  if (!first || count > 1) return text('tray:status_needs_you_many', { count })
  const name = jobTitle(first, text, sourceName)
  return text(first.code === 'auth_required' ? 'tray:status_sign_in' : 'tray:status_needs_you', { name })
}

function pausedSentence(summary: Summary, { text, language, nowMs }: Wording): string {
  if (!summary.backgroundWork) return text('tray:status_off')
  const until = summary.pauses.find((pause) => pause.scope.type === 'all')?.until ?? null
  if (until === null) return text('tray:status_paused_open')
  return text('tray:status_paused', { when: clockTime(until, nowMs, language) })
}

/** 'Up to date', 'Waiting for power — 3 jobs', 'Paused until 17:30': without a full stop, at most some 60 characters and a name. */
export function statusLine(summary: Summary, wording: Wording): string {
  const { text } = wording
  const state = appState(summary)
  switch (state) {
    case 'problem':
      return problemSentence(summary, wording)
    case 'attention':
      return attentionSentence(summary, wording)
    case 'paused':
      return pausedSentence(summary, wording)
    case 'working': {
      const [first] = summary.running
      if (first && summary.running.length === 1) return runningSentence(first, wording)
      return text('tray:status_working', { count: summary.running.length })
    }
    case 'offline': {
      const count = summary.waiting.reduce((sum, group) => sum + (group.code === 'offline' ? group.count : 0), 0)
      return count > 0 ? text('tray:status_offline_jobs', { count }) : text('tray:status_offline')
    }
    case 'waiting':
      return waitingSentence(summary.waiting, wording)
    case 'idle':
      return text(summary.lastSuccess || summary.next.length > 0 ? 'tray:status_idle' : 'tray:status_empty')
    default:
      return assertNever(state)
  }
}
