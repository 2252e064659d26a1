// What live attempts have said, until they end: each attempt's lines within a bound, the least important left out first. Nothing of it is on
// disk before the attempt has ended; the engine thread then keeps it with the row of history. What is worth a line is the handler's.

import type { LogLine, RunLog } from '@shared/jobs/runLog'
import type { LogLevel } from '@shared/logger'

/** Of one attempt. */
export const MOST_LINES = 200
/** Characters of its messages and fields. */
export const MOST_CHARACTERS = 64 * 1_024
/** A page tells a live log by its end, so the newest line always stays. */
const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** Makes a line fit to be kept: no secrets, no long text. */
export type CleanLine = (line: LogLine) => LogLine

export interface RunLogs {
  began(attemptId: string, jobId: string): void
  add(attemptId: string, line: LogLine): void
  /** Of the newest live attempt of this job; null: there is none, or it said nothing. */
  ofJob(jobId: string): RunLog | null
  /** What the attempt said, once: it is over. undefined: nothing. */
  take(attemptId: string): RunLog | undefined
}

interface Kept {
  jobId: string
  lines: { line: LogLine; characters: number }[]
  characters: number
  dropped: number
}

export function createRunLogs(clean: CleanLine): RunLogs {
  const live = new Map<string, Kept>()
  return {
    began: (attemptId, jobId) => void live.set(attemptId, { jobId, lines: [], characters: 0, dropped: 0 }),
    add(attemptId, line) {
      const kept = live.get(attemptId)
      if (kept !== undefined) keep(kept, clean(line))
    },
    ofJob(jobId) {
      const kept = [...live.values()].findLast((of) => of.jobId === jobId)
      return (kept && logOf(kept)) ?? null
    },
    take(attemptId) {
      const kept = live.get(attemptId)
      live.delete(attemptId)
      return kept && logOf(kept)
    },
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

function logOf({ lines, dropped }: Kept): RunLog | undefined {
  return lines.length === 0 ? undefined : { lines: lines.map(({ line }) => line), dropped }
}
