// Times of day and days of the week as the choices of quiet hours. Minutes count from midnight; day 0 is Sunday.
import type { Language } from '@shared/i18n/catalogue'

const STEP_MINUTES = 30
const DAY_MINUTES = 24 * 60
/** A Sunday. */
const SUNDAY = Date.UTC(2024, 0, 7)
const DAY_MS = 24 * 60 * 60_000

/** '07:30'. */
export function clockText(minute: number): string {
  const two = (figure: number): string => String(figure).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}

/** Every half hour and `value` itself, without `except`: hours that end when they begin are none. */
export function timeChoices(value: number, except: number): number[] {
  const usual = Array.from({ length: DAY_MINUTES / STEP_MINUTES }, (_, place) => place * STEP_MINUTES)
  const all = [...new Set([...usual, value])].toSorted((a, b) => a - b)
  return all.filter((minute) => minute !== except || minute === value)
}

/** Monday first. */
export function dayNames(language: Language): { day: number; short: string; long: string }[] {
  const named = (weekday: 'short' | 'long') => new Intl.DateTimeFormat(language, { weekday, timeZone: 'UTC' })
  return [1, 2, 3, 4, 5, 6, 0].map((day) => {
    const at = SUNDAY + day * DAY_MS
    return { day, short: named('short').format(at), long: named('long').format(at) }
  })
}
