// A group of waiting jobs as the overview shows it: whom its one button acts on and what the button says. Pure.
import type { Language } from '@shared/i18n/catalogue'
import { reasonSentence } from '@shared/i18n/sentences'
import type { Text } from '@shared/i18n/text'
import { type ReasonAction, type ReasonCode, reasonAction } from '@shared/jobs/reasons'
import { waitingTitle } from '@shared/statusLine'
import type { JobNote, Problem, WaitingGroup } from '@shared/summary'
import { actionWord } from '../app/jobActs'

/** Their sentences tell one job's tries and one time. */
const aboutOneJob: ReadonlySet<ReasonCode> = new Set(['backoff', 'rate_limited', 'service_down'])

/** A group's sentence: that of its reason, or where that would tell of one job only, what the group waits for. */
export function groupSentence(group: WaitingGroup, text: Text, language: Language, nowMs: number): string {
  const { code, count, data, until } = group
  if (aboutOneJob.has(code) && (count > 1 || until === null)) return waitingTitle(code, text)
  return reasonSentence(until === null ? { code, data } : { code, data, until }, text, language, nowMs)
}

/** Groups to list as waiting: what needs the user stands above them already, once. */
export function groupsBeside(groups: readonly WaitingGroup[], problems: readonly Problem[]): WaitingGroup[] {
  return groups.filter(
    (group) => group.count > group.examples.length || !group.examples.every(({ jobId }) => isProblem(jobId, problems)),
  )
}

function isProblem(jobId: string, problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.jobId === jobId)
}

export interface GroupAction {
  action: ReasonAction
  word: string
  jobs: readonly JobNote[]
}

/**
 * The button of a group, null where only time or the world helps. Running over a hold acts on the jobs that are named; where the
 * group is longer than that, the button says how many.
 */
export function groupAction(group: WaitingGroup, text: Text): GroupAction | null {
  const action = reasonAction(group.code)
  const word = actionWord(action, text)
  if (!word || group.examples.length === 0) return null
  const partial = action === 'run_now' && group.count > group.examples.length
  return {
    action,
    word: partial ? text('overview:run_first', { count: group.examples.length }) : word,
    jobs: group.examples,
  }
}
