// When automatic work is to be quiet: the hours the user set, on the days on which they begin, by the clock on the wall. Daylight saving is
// the calendar's (D18): hours that begin at a skipped time begin at the next real one, and a repeated time counts when it comes first.
import type { QuietHours } from '@shared/preferences'
import { HOUR_MS } from '@shared/time'
import type { Calendar } from './ports'

export interface QuietSpan {
  /** Until when it is quiet, ms UTC; null: it is not. */
  until: number | null
  /** When this answer is no longer true, ms UTC; null: it always is. */
  changesAt: number | null
}

/** No quiet hours are longer than a day, and no clock is set back by more than two hours. */
const LOOK_BACK_MS = 26 * HOUR_MS

const neverQuiet: QuietSpan = { until: null, changesAt: null }

/** As of `now`, ms UTC, in an IANA time zone. Hours that end when they begin are none. */
export function quietSpan(hours: QuietHours, now: number, timeZone: string, calendar: Calendar): QuietSpan {
  const { enabled, fromMinute, toMinute, days } = hours
  if (!enabled || days.length === 0 || fromMinute === toMinute) return neverQuiet
  const begins = `${fromMinute % 60} ${Math.floor(fromMinute / 60)} * * ${days.join(',')}`
  const ends = `${toMinute % 60} ${Math.floor(toMinute / 60)} * * *`
  let begin = calendar.next(begins, timeZone, now - LOOK_BACK_MS)
  while (begin !== null && begin <= now) {
    const end = calendar.next(ends, timeZone, begin)
    if (end !== null && end > now) return { until: end, changesAt: end }
    begin = calendar.next(begins, timeZone, begin)
  }
  return { until: null, changesAt: begin }
}

export interface QuietWatch {
  /** Worked out again only when its last answer has run out, or something it depends on has changed. */
  look(hours: QuietHours, now: number): QuietSpan
}

/** `changed` is called when it becomes quiet, or ceases to be. */
export function createQuietWatch(calendar: Calendar, timeZone: () => string, changed: () => void): QuietWatch {
  let known: { hours: QuietHours; at: number; span: QuietSpan } | null = null
  return {
    look: (hours, now) => {
      const isCurrent = known !== null && known.hours === hours && now >= known.at
      if (known !== null && isCurrent && (known.span.changesAt === null || now < known.span.changesAt))
        return known.span
      const span = quietSpan(hours, now, timeZone(), calendar)
      if (span.until !== (known?.span.until ?? null)) changed()
      known = { hours, at: now, span }
      return span
    },
  }
}
