// The state of everything in one bounded value, and the one sentence it comes to. Tray, overview and tooltip all read this.

import type { ReasonCode } from './jobs/reasons'
import { type AppNotice, openNotices } from './notices'
import type { Pause } from './queue'

/** A job named shortly. */
export interface JobNote {
  jobId: string
  kind: string
  sourceId: string | null
  label: string | null
}

export interface WaitingGroup {
  code: ReasonCode
  count: number
  /** Up to 5 of them, earliest due first. */
  examples: JobNote[]
  until: number | null
  data: Record<string, string | number>
}

export interface Problem extends JobNote {
  code: string
  message: string
  since: number
}

/** Made by the engine thread; never grows with the user's data. */
export interface Summary {
  at: number
  backgroundWork: boolean
  running: JobNote[]
  /** Only jobs that are due and held; `not_due` is not waiting. */
  waiting: WaitingGroup[]
  /** The next few to come due. */
  next: (JobNote & { at: number })[]
  lastSuccess: (JobNote & { at: number }) | null
  problems: Problem[]
  /** Pauses in force; that of scope `all` first. */
  pauses: Pause[]
  outbox: { pending: number; needsYou: number }
  /** Main adds them: the engine knows of none. Worst first. */
  notices: AppNotice[]
}

/** One at a time, highest wins (product 4.2). */
export const appStates = ['problem', 'attention', 'paused', 'waiting', 'working', 'offline', 'idle'] as const
export type AppState = (typeof appStates)[number]

/** Waiting for a moment, or for what the user switched off: nothing to show in the tray. */
const restingCodes = new Set(['settling', 'concurrency', 'replacing', 'disabled', 'paused_by_user'])
const attentionCodes = new Set(['auth_required', 'needs_you'])

/** Pure: which state the tray icon and the overview show. `problem` needs the user; `attention` needs a sign-in or an answer. */
export function appState(summary: Summary): AppState {
  if (summary.notices.some(({ level }) => level === 'problem')) return 'problem'
  if (summary.problems.some((problem) => !attentionCodes.has(problem.code))) return 'problem'
  if (openNotices(summary.notices).length > 0 || summary.problems.length > 0 || summary.outbox.needsYou > 0)
    return 'attention'
  if (!summary.backgroundWork || summary.pauses.some((pause) => pause.scope.type === 'all')) return 'paused'
  if (summary.running.length > 0) return 'working'
  if (summary.waiting.some((group) => group.code === 'offline')) return 'offline'
  if (summary.waiting.some((group) => !restingCodes.has(group.code))) return 'waiting'
  return 'idle'
}
