// The one file that knows cron-parser: instants on a cron grid in an IANA time zone (D18). What they are for: main/engine/recurrence.ts.
import parser from 'cron-parser'

/**
 * Fits the engine's calendar port. A local time that daylight saving skips comes at the next valid instant, a repeated one comes once.
 * Answers null and false instead of throwing: an expression may come from anybody.
 */
export function createCronCalendar(): {
  next(cron: string, timeZone: string, after: number): number | null
  isValid(cron: string, timeZone: string): boolean
} {
  const next = (cron: string, timeZone: string, after: number): number | null => {
    try {
      return parser
        .parseExpression(cron, { currentDate: new Date(after), tz: timeZone })
        .next()
        .getTime()
    } catch {
      return null
    }
  }
  return {
    next,
    isValid: (cron, timeZone) => isTimeZone(timeZone) && cron.trim() !== '' && next(cron, timeZone, 0) !== null,
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
