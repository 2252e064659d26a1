// The log of one run, as its page shows it: what its handler said while it ran, kept with its row of history. Lines are made fit before
// they are kept (no secrets, one line, at most 4 KB each: main/platform/cleanText.ts); how many are kept is main/runner/runLogs.ts.
import type { LogLevel } from '../logger'

export interface LogLine {
  /** When main heard it, ms UTC. */
  at: number
  level: LogLevel
  message: string
  fields: Record<string, string | number | boolean>
}

export interface RunLog {
  /** Oldest first. */
  lines: LogLine[]
  /** How many were left out for want of room: the least important first, among those the oldest. */
  dropped: number
}
