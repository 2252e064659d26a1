// Lengths of time as the language writes them: '12 s', '8 min', '1 h 20 min'. Pure.
import type { Language } from '@shared/i18n/catalogue'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@shared/time'

type Unit = 'hour' | 'minute' | 'second' | 'millisecond'

function unitText(amount: number, unit: Unit, language: Language): string {
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(amount)
}

/** The two largest units that matter; under a second in ms. */
export function durationText(durationMs: number, language: Language): string {
  const ms = Math.max(0, durationMs)
  if (ms < SECOND_MS) return unitText(Math.round(ms), 'millisecond', language)
  if (ms < MINUTE_MS) return unitText(Math.round(ms / SECOND_MS), 'second', language)
  const minutes = Math.round(ms / MINUTE_MS)
  if (minutes < 60) return unitText(minutes, 'minute', language)
  const hours = Math.floor(ms / HOUR_MS)
  const rest = Math.round((ms % HOUR_MS) / MINUTE_MS)
  const hoursText = unitText(hours, 'hour', language)
  return rest === 0 ? hoursText : `${hoursText} ${unitText(rest, 'minute', language)}`
}
