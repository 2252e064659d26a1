// The one file that knows cron-parser: instants on a cron grid in an IANA time zone (D18). What they are for: main/engine/recurrence.ts.
import { HOUR_MS, MINUTE_MS } from '@shared/time'
import parser from 'cron-parser'

/** Clocks are set back by less than this. */
const LONGEST_BACK_MS = 3 * HOUR_MS

/**
 * Fits the engine's calendar port. A local time that daylight saving skips comes at the next valid instant, a repeated one comes once:
 * the first time, whenever the run of it ended. Only what names no hour (`*`) goes by the hours that pass.
 * Answers null and false instead of throwing: an expression may come from anybody.
 */
export function createCronCalendar(): {
  next(cron: string, timeZone: string, after: number): number | null
  isValid(cron: string, timeZone: string): boolean
} {
  const offsets = createOffsets()
  const isRepeated = (timeZone: string, at: number): boolean => {
    const offset = offsets(timeZone, at)
    const before = offsets(timeZone, at - LONGEST_BACK_MS)
    return before > offset && offsets(timeZone, at - (before - offset)) === before
  }
  const next = (cron: string, timeZone: string, after: number): number | null => {
    try {
      const grid = parser.parseExpression(cron, { currentDate: new Date(after), tz: timeZone })
      let at = grid.next().getTime()
      while (namesHour(cron) && isRepeated(timeZone, at)) at = grid.next().getTime()
      return at
    } catch {
      return null
    }
  }
  return {
    next,
    isValid: (cron, timeZone) => isTimeZone(timeZone) && cron.trim() !== '' && next(cron, timeZone, 0) !== null,
  }
}

/** The fourth field from the end: seconds may stand before the five of cron. */
function namesHour(cron: string): boolean {
  return !(cron.trim().split(/\s+/).at(-4) ?? '').startsWith('*')
}

/** What a zone's clocks are ahead of UTC, ms. */
function createOffsets(): (timeZone: string, at: number) => number {
  const formats = new Map<string, Intl.DateTimeFormat>()
  return (timeZone, at) => {
    const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    formats.set(timeZone, format)
    const name = format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? ''
    const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? []
    const ahead = Number(hours ?? 0) * HOUR_MS + Number(minutes ?? 0) * MINUTE_MS
    return sign === '-' ? -ahead : ahead
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
