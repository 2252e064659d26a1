// The model's quiet hours, by plain arithmetic: its computer stands in UTC, where every day is as long. From the rules alone (D37).
import type { QuietHours } from '@shared/preferences'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** 1 January 1970. */
const THURSDAY = 4

/** Those that begin from the day before `now` to a week after it, ms UTC. */
function spans({ enabled, fromMinute, toMinute, days }: QuietHours, now: number): { begin: number; end: number }[] {
  if (!enabled) return []
  const lengthMs = ((toMinute - fromMinute + 24 * 60) % (24 * 60)) * MINUTE
  const today = Math.floor(now / DAY)
  const near = Array.from({ length: 9 }, (_, place) => today - 1 + place)
  return near
    .filter((day) => days.includes((day + THURSDAY) % 7))
    .map((day) => ({ begin: day * DAY + fromMinute * MINUTE, end: day * DAY + fromMinute * MINUTE + lengthMs }))
}

/** null: it is not quiet. */
export function quietUntil(hours: QuietHours, now: number): number | null {
  return spans(hours, now).find(({ begin, end }) => begin <= now && now < end)?.end ?? null
}

/** When it becomes quiet or ceases to be. */
export function quietTurns(hours: QuietHours, now: number): number[] {
  return spans(hours, now).flatMap(({ begin, end }) => [begin, end])
}
