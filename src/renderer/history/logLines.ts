// Which lines of a run's log are shown, and how they read when they are copied. Pure.
import type { LogLine } from '@shared/jobs/runLog'
import type { LogLevel } from '@shared/logger'
import type { Meaning } from '../ui/StateBadge'

/** Lines of this level and of those above it. */
export const logFilters = ['debug', 'info', 'warn', 'error'] as const satisfies readonly LogLevel[]

/** `typed`: only lines that have it in their message or in a field, in any case. */
export function shownLines(lines: readonly LogLine[], least: LogLevel, typed: string): LogLine[] {
  const from = logFilters.indexOf(least)
  const wanted = typed.trim().toLowerCase()
  return lines.filter(
    (line) =>
      logFilters.indexOf(line.level) >= from &&
      (wanted === '' || `${line.message} ${fieldsText(line)}`.toLowerCase().includes(wanted)),
  )
}

/** 'pages=3 note="two words"'. */
export function fieldsText({ fields }: Pick<LogLine, 'fields'>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${/[\s"=]/.test(String(value)) ? JSON.stringify(value) : String(value)}`)
    .join(' ')
}

/** One line each, with the time in UTC, so that it reads the same wherever it is sent. */
export function copiedText(lines: readonly LogLine[]): string {
  return lines
    .map((line) => {
      const parts = [new Date(line.at).toISOString(), line.level.toUpperCase(), line.message, fieldsText(line)]
      return parts.filter((part) => part !== '').join(' ')
    })
    .join('\n')
}

/** What a line's level looks like, besides its word. */
export function levelMeaning(level: LogLevel): Meaning | null {
  if (level === 'error') return 'failed'
  return level === 'warn' ? 'needsYou' : null
}
