// A group of waiting jobs as the overview shows it: whom its one button acts on and what the button says. Pure.
import type { Text } from '@shared/i18n/text'
import { type ReasonAction, reasonAction } from '@shared/jobs/reasons'
import type { JobNote, WaitingGroup } from '@shared/summary'
import { actionWord } from '../app/jobActs'

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
