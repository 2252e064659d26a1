// What live attempts have said, until they end: each attempt's lines within a bound, the least important left out first. Nothing of it is on
// disk before the attempt has ended; the engine thread then keeps it with the row of history. What is worth a line is the handler's.

import type { RunSums } from '@shared/jobs/occurrence'
import type { Outcome, StopReason } from '@shared/jobs/outcome'
import type { LogLine, RunLog } from '@shared/jobs/runLog'
import type { LogFields, LogLevel } from '@shared/logger'
import type { RunSpec } from '@shared/runner'
import { beganLine, diedLine, endedLine, keepsLog, type RunLine } from './runLines'

/** Of one attempt. */
export const MOST_LINES = 200
/** Characters of its messages and fields. */
export const MOST_CHARACTERS = 64 * 1_024
/** A page tells a live log by its end, so the newest line always stays. */
const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** Makes a line fit to be kept: no secrets, no long text. */
export type CleanLine = (line: LogLine) => LogLine

/** What the end of an attempt brings with it; without `log` where nothing was said. */
export interface Said {
  log?: RunLog
}

export interface RunLogs {
  began(run: RunSpec): void
  /** Its handler said something. */
  said(attemptId: string, line: Omit<RunLine, 'fields'> & { fields: LogFields }): void
  stopping(attemptId: string, reason: StopReason): void
  /** Of the newest live attempt of this job; null: there is none, or it said nothing. */
  ofJob(jobId: string): RunLog | null
  /** The attempt is over: what it said, once. */
  ended(attemptId: string, outcome: Outcome, sums: RunSums): Said
  died(attemptId: string, how: Parameters<typeof diedLine>[0]): Said
}

interface Kept {
  run: RunSpec
  stopped: StopReason | undefined
  lines: { line: LogLine; characters: number }[]
  characters: number
  dropped: number
}

export function createRunLogs(clean: CleanLine, now: () => number): RunLogs {
  const live = new Map<string, Kept>()
  const add = (kept: Kept, line: RunLine): void => keep(kept, clean({ at: now(), ...line }))
  const close = (attemptId: string, last: (kept: Kept) => RunLine): Said => {
    const kept = live.get(attemptId)
    live.delete(attemptId)
    if (kept === undefined) return {}
    if (keepsLog(kept.run)) add(kept, last(kept))
    return kept.lines.length === 0 ? {} : { log: logOf(kept) }
  }
  return {
    began(run) {
      const kept: Kept = { run, stopped: undefined, lines: [], characters: 0, dropped: 0 }
      live.set(run.attemptId, kept)
      if (keepsLog(run)) add(kept, beganLine(run))
    },
    said(attemptId, line) {
      const kept = live.get(attemptId)
      if (kept !== undefined) add(kept, { ...line, fields: presentFields(line.fields) })
    },
    stopping(attemptId, reason) {
      const kept = live.get(attemptId)
      if (kept === undefined || kept.stopped !== undefined) return
      kept.stopped = reason
      if (keepsLog(kept.run)) add(kept, { level: 'info', message: 'asked to stop', fields: { reason } })
    },
    ofJob(jobId) {
      const kept = [...live.values()].findLast(({ run }) => run.jobId === jobId)
      return kept === undefined || kept.lines.length === 0 ? null : logOf(kept)
    },
    ended: (attemptId, outcome, sums) => close(attemptId, ({ stopped }) => endedLine(outcome, sums, stopped)),
    died: (attemptId, how) => close(attemptId, () => diedLine(how)),
  }
}

function keep(kept: Kept, line: LogLine): void {
  const characters = charactersOf(line)
  kept.lines.push({ line, characters })
  kept.characters += characters
  while (kept.lines.length > MOST_LINES || (kept.characters > MOST_CHARACTERS && kept.lines.length > 1)) {
    const [left] = kept.lines.splice(leastImportant(kept.lines), 1)
    kept.characters -= left?.characters ?? 0
    kept.dropped += 1
  }
}

/** The oldest of the lowest level, the newest line aside. */
function leastImportant(lines: Kept['lines']): number {
  const older = lines.slice(0, -1)
  for (const level of LEVELS) {
    const index = older.findIndex(({ line }) => line.level === level)
    if (index !== -1) return index
  }
  return 0
}

function charactersOf({ message, fields }: LogLine): number {
  return Object.entries(fields).reduce((sum, [name, value]) => sum + name.length + String(value).length, message.length)
}

/** What says nothing is left out. */
function presentFields(fields: LogFields): LogLine['fields'] {
  const entries = Object.entries(fields).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [[name, value] as const],
  )
  return Object.fromEntries(entries)
}

function logOf({ lines, dropped }: Kept): RunLog {
  return { lines: lines.map(({ line }) => line), dropped }
}
