// What the history may be narrowed to, as main understands it. Pure. Each of these walks an index of history, or stops at a time; a search by
// text would have to read every row.
import type { OccurrenceQuery } from '@shared/jobs/occurrence'
import type { OccurrenceResult, Trigger } from '@shared/jobs/outcome'
import { DAY_MS, HOUR_MS } from '@shared/time'

export interface Filters {
  kind: string
  result: OccurrenceResult | 'any'
  trigger: Trigger | 'any'
  sourceId: string
  period: Period
  jobId: string | null
}

/** Days back from now. */
export const periods = ['any', '1', '7', '30'] as const
export type Period = (typeof periods)[number]

export const noFilters: Filters = {
  kind: 'any',
  result: 'any',
  trigger: 'any',
  sourceId: 'any',
  period: 'any',
  jobId: null,
}

export function isFiltered(filters: Filters): boolean {
  return Object.entries(filters).some(([name, value]) => value !== noFilters[name as keyof Filters])
}

export function queryOf(
  { kind, result, trigger, sourceId, period, jobId }: Filters,
  nowMs: number,
): Omit<OccurrenceQuery, 'after' | 'limit'> {
  return {
    ...(kind === 'any' ? {} : { kinds: [kind] }),
    ...(result === 'any' ? {} : { results: [result] }),
    ...(trigger === 'any' ? {} : { triggers: [trigger] }),
    ...(sourceId === 'any' ? {} : { sourceId }),
    ...(period === 'any' ? {} : { since: sinceOf(Number(period), nowMs) }),
    ...(jobId === null ? {} : { jobId }),
  }
}

/** To the hour: each other time is another question, and not one a tick. */
function sinceOf(days: number, nowMs: number): number {
  return nowMs - (nowMs % HOUR_MS) - days * DAY_MS
}
