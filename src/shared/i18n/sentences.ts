// Turns a reason into its sentence, and times into words. Pure: the clock is passed in.

import type { Reason } from '../jobs/reasons'
import { BATTERY_INTERVAL_MS } from '../preferences'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../time'
import type { Language } from './catalogue'
import type { Text, TextValues } from './text'

/** A time as a person says it: '15:00' today, 'Thu 09:00' within a week, a date beyond. `timeMs` and `nowMs` are ms UTC. */
export function clockTime(timeMs: number, nowMs: number, language: Language): string {
  const time = new Date(timeMs)
  const sameDay = new Date(nowMs).toDateString() === time.toDateString()
  const near = Math.abs(timeMs - nowMs) < 6 * DAY_MS
  const options: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
  // The short form is '(월)' in Korean, as beside a date.
  if (!sameDay && near) options.weekday = language === 'ko' ? 'long' : 'short'
  if (!near) Object.assign(options, { month: 'short', day: 'numeric' })
  return new Intl.DateTimeFormat(language, options).format(time)
}

/** 'in 8 min', '3 h ago', by the nearest unit. */
export function relativeTime(timeMs: number, nowMs: number, language: Language): string {
  const delta = timeMs - nowMs
  const size = Math.abs(delta)
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' })
  // 'in 8 min.' would end a sentence that goes on, and double the stop of one that ends.
  const words = (amount: number, unit: Intl.RelativeTimeFormatUnit) => format.format(amount, unit).replace('.', '')
  if (size < MINUTE_MS) return words(Math.round(delta / 1_000), 'second')
  if (size < HOUR_MS) return words(Math.round(delta / MINUTE_MS), 'minute')
  if (size < DAY_MS) return words(Math.round(delta / HOUR_MS), 'hour')
  return words(Math.round(delta / DAY_MS), 'day')
}

/** '1.8 GB' in decimal units, as file managers show them. */
export function byteSize(bytes: number, language: Language): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
  const power = bytes < 1_000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  const unit = units[power] ?? 'byte'
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: unit === 'byte' ? 'long' : 'short',
    maximumFractionDigits: power > 1 ? 1 : 0,
  }).format(bytes / 1_000 ** power)
}

/** 'at 15:12' reads wrongly where the sentence already says until: the catalogue gets the bare time, or 'in 8 min' when near. */
function whenText(reason: Reason, nowMs: number, language: Language): string {
  if (reason.until === undefined) return ''
  const near = reason.until - nowMs < HOUR_MS && reason.code !== 'paused_by_user' && reason.code !== 'quiet_hours'
  return near ? relativeTime(Math.max(reason.until, nowMs), nowMs, language) : clockTime(reason.until, nowMs, language)
}

/** The localized sentence of a reason (COND-1). */
export function reasonSentence(reason: Reason, text: Text, language: Language, nowMs: number): string {
  const data = reason.data ?? {}
  const values: TextValues = { when: whenText(reason, nowMs, language), threshold: 15, name: '–', ...data }
  if (reason.code === 'paused_by_user' && reason.until === undefined) return text('reasons:paused_by_user_open', values)
  if (reason.code === 'not_idle') {
    values.idleMinutes = Math.floor(Number(data.idleForMs ?? 0) / MINUTE_MS)
    values.neededMinutes = Math.ceil(Number(data.idleAfterMs ?? 5 * MINUTE_MS) / MINUTE_MS)
  }
  if (reason.code === 'storage_low') {
    values.free = byteSize(Number(data.freeBytes ?? 0), language)
    values.keep = byteSize(Number(data.keepBytes ?? 0), language)
  }
  if (reason.code === 'battery_interval' && reason.until === undefined) {
    values.when = relativeTime(nowMs + BATTERY_INTERVAL_MS, nowMs, language)
  }
  return text(`reasons:${reason.code}`, values)
}
