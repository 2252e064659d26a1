// What a job's rows of history come to over some days: counts, bytes, times, what it waited for. Pure over the rows; days are
// those of the wall clock, so that one with a change of the clocks is one day. jobFigures() reads the rows a day at a time, and yields.
import { assertNever } from '@shared/errors'
import type { JobFigures, Waited, WaitedFor } from '@shared/jobs/figures'
import type { RunFigure } from '@shared/jobs/record'
import { DAY_MS, HOUR_MS } from '@shared/time'
import type { Parts } from './parts'

/** Clocks are set back by an hour, once by three. */
const LONGEST_DAY_MS = 28 * HOUR_MS

export interface LocalDay {
  /** ms UTC. */
  from: number
  /** The next day's `from`. */
  to: number
  /** 2026-03-29 */
  day: string
}

/** The last `count` days of this IANA time zone, oldest first, today the last. */
export function localDays(now: number, count: number, timeZone: string): LocalDay[] {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const nameOf = (at: number): string => format.format(at)
  const today = beginOf(now, nameOf)
  const days: LocalDay[] = [{ from: today, to: endOf(now, nameOf), day: nameOf(now) }]
  while (days.length < count) {
    const to = days[0]?.from ?? today
    days.unshift({ from: beginOf(to - 1, nameOf), to, day: nameOf(to - 1) })
  }
  return days
}

/** The first moment of the day that `at` is in. Most days have 24 hours; the others are searched for. */
function beginOf(at: number, nameOf: (at: number) => string): number {
  const day = nameOf(at)
  const usual = at + 1 - DAY_MS
  if (nameOf(usual) === day && nameOf(usual - 1) !== day) return usual
  return firstWhere((moment) => nameOf(moment) === day, at - LONGEST_DAY_MS, at)
}

/** The first moment of the day after. */
function endOf(at: number, nameOf: (at: number) => string): number {
  const day = nameOf(at)
  return firstWhere((moment) => nameOf(moment) !== day, at, at + LONGEST_DAY_MS)
}

/** The first ms that it is so, when it is not at `before` and is at `after`. */
function firstWhere(isSo: (at: number) => boolean, before: number, after: number): number {
  let [no, yes] = [before, after]
  while (yes - no > 1) {
    const middle = Math.floor((no + yes) / 2)
    if (isSo(middle)) yes = middle
    else no = middle
  }
  return yes
}

/** Adds rows up, a day at a time. */
export interface FigureSum {
  add(day: string, rows: readonly RunFigure[]): void
  figures(since: number): JobFigures
}

export function createFigureSum(): FigureSum {
  const counts = { ran: 0, failed: 0, retried: 0, stopped: 0, waited: 0, skipped: 0, merged: 0 }
  const bytes = { bytesIn: 0, bytesOut: 0 }
  const days: JobFigures['days'] = []
  const waitedMs = new Map<WaitedFor, number>()
  const durations: number[] = []
  let runs = 0

  const addRow = (row: RunFigure): void => {
    const { startedAt, mergedCount } = row
    if (row.result === 'skipped') counts.skipped += mergedCount
    if (startedAt === null) return
    runs += 1
    counts.merged += mergedCount - 1
    bytes.bytesIn += row.bytesIn ?? 0
    bytes.bytesOut += row.bytesOut ?? 0
    const count = countOf(row.result)
    if (count !== null) counts[count] += 1
    // A clock that was set back during a run made it none shorter than nothing.
    if (count === 'ran' || count === 'failed') durations.push(Math.max(0, row.endedAt - startedAt))
    const waited = row.waitedJson === null ? {} : (JSON.parse(row.waitedJson) as Waited)
    for (const [reason, ms] of Object.entries(waited) as [WaitedFor, number][]) {
      waitedMs.set(reason, (waitedMs.get(reason) ?? 0) + ms)
    }
  }
  return {
    add(day, rows) {
      const before = { ...counts, runs }
      for (const row of rows) addRow(row)
      const ran = counts.ran - before.ran
      const failed = counts.failed - before.failed
      days.push({ day, ran, failed, other: runs - before.runs - ran - failed })
    },
    figures: (since) => ({
      since,
      runs,
      ...counts,
      ...bytes,
      duration: durationOf(durations),
      waitedFor: [...waitedMs].map(([reason, ms]) => ({ reason, ms })).toSorted((a, b) => b.ms - a.ms),
      days,
    }),
  }
}

function countOf(result: RunFigure['result']): 'ran' | 'failed' | 'retried' | 'stopped' | 'waited' | null {
  switch (result) {
    case 'ran':
    case 'failed':
    case 'stopped':
    case 'waited':
      return result
    case 'retry':
      return 'retried'
    case 'skipped':
    case 'merged':
      return null
    default:
      return assertNever(result)
  }
}

/** The median of an even number is halfway between the two in the middle. */
function durationOf(durations: readonly number[]): JobFigures['duration'] {
  const sorted = durations.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const [lower, upper, longestMs] = [
    sorted[sorted.length % 2 === 0 ? middle - 1 : middle],
    sorted[middle],
    sorted.at(-1),
  ]
  if (lower === undefined || upper === undefined || longestMs === undefined) return null
  return { medianMs: Math.round((lower + upper) / 2), longestMs, totalMs: sorted.reduce((sum, ms) => sum + ms, 0) }
}

/** A day's rows are read in one go; between days others have their turn. What had been added up counts when the store closes meanwhile. */
export async function jobFigures(parts: Parts, jobId: string, days: number): Promise<JobFigures> {
  const { ports } = parts
  const sum = createFigureSum()
  const known = localDays(parts.now(), days, ports.timeZone())
  for (const { from, to, day } of known) {
    if (parts.situation.isQuitting) break
    sum.add(day, parts.store.occurrences.ofJobBetween(jobId, from, to))
    await new Promise<void>((resolve) => ports.defer(resolve))
  }
  return sum.figures(known[0]?.from ?? parts.now())
}
