// The figures beside the places: what runs or waits, what is unsent, what needs the person. Pure.
import type { View } from '@shared/ipc/events'
import { openNotices } from '@shared/notices'
import type { Summary } from '@shared/summary'

export interface RailCount {
  shown: number
  needsYou: boolean
}
export type RailCounts = Partial<Record<View, RailCount>>

/** A zero is not shown. `sourceCount` undefined while unknown. */
export function railCounts(summary: Summary | undefined, sourceCount: number | undefined): RailCounts {
  const counts: RailCounts = {}
  const put = (view: View, shown: number, needsYou: boolean) => {
    if (shown > 0) counts[view] = { shown, needsYou }
  }
  put('sources', sourceCount ?? 0, false)
  if (!summary) return counts
  const waiting = summary.waiting.reduce((sum, group) => sum + group.count, 0)
  put('jobs', summary.running.length + waiting, false)
  put('overview', summary.problems.length + openNotices(summary.notices).length, true)
  if (summary.outbox.needsYou > 0) put('outbox', summary.outbox.needsYou, true)
  else put('outbox', summary.outbox.pending, false)
  return counts
}
