// The figures of a job's page as shares and findings, ready to be drawn and said. Pure.
import type { JobFigures } from '@shared/jobs/figures'

/** Of those that ended by themselves, the share that went well, 0 to 1; null: none did. What a person or a hold ended says nothing about the job. */
export function successShare({ ran, failed, retried }: Pick<JobFigures, 'ran' | 'failed' | 'retried'>): number | null {
  const decided = ran + failed + retried
  return decided === 0 ? null : ran / decided
}

/** '100 %' only where all of them went well, '0 %' only where none did. */
export function wholePercent(share: number): number {
  const rounded = Math.round(share * 100)
  if (rounded === 100 && share < 1) return 99
  return rounded === 0 && share > 0 ? 1 : rounded
}

export interface DayBar {
  day: string
  /** Shares of the height of the busiest day, 0 to 1. */
  ran: number
  failed: number
  other: number
  counts: { ran: number; failed: number; other: number }
}

export function dayBars(days: JobFigures['days']): DayBar[] {
  const most = days.reduce((max, { ran, failed, other }) => Math.max(max, ran + failed + other), 0)
  const share = (count: number): number => (most === 0 ? 0 : count / most)
  return days.map(({ day, ran, failed, other }) => ({
    day,
    ran: share(ran),
    failed: share(failed),
    other: share(other),
    counts: { ran, failed, other },
  }))
}

/** The one thing the strip of days shows: on how many of them it ran, and on how many something failed. */
export function daysFinding(days: JobFigures['days']): { active: number; failing: number; all: number } {
  return {
    active: days.filter(({ ran, failed, other }) => ran + failed + other > 0).length,
    failing: days.filter(({ failed }) => failed > 0).length,
    all: days.length,
  }
}

export interface WaitedBar {
  reason: JobFigures['waitedFor'][number]['reason']
  ms: number
  /** Of the longest, 0 to 1. */
  share: number
}

export function waitedBars(waitedFor: JobFigures['waitedFor']): { totalMs: number; bars: WaitedBar[] } {
  const sorted = waitedFor.toSorted((a, b) => b.ms - a.ms)
  const longest = sorted[0]?.ms ?? 0
  return {
    totalMs: sorted.reduce((sum, { ms }) => sum + ms, 0),
    bars: sorted.map(({ reason, ms }) => ({ reason, ms, share: longest === 0 ? 0 : ms / longest })),
  }
}
