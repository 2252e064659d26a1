// Lengths of time as the language writes them: '12 s', '8 min', '1 h 20 min'. Pure.
import type { Language } from '@shared/i18n/catalogue'
import { MINUTE_MS, SECOND_MS } from '@shared/time'

type Unit = 'hour' | 'minute' | 'second' | 'millisecond'

function unitText(amount: number, unit: Unit, language: Language): string {
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(amount)
}

/** The two largest units that matter; under a second in ms. Rounded first, so that 59.9 min is an hour. */
export function durationText(durationMs: number, language: Language): string {
  const ms = Math.max(0, durationMs)
  if (ms < SECOND_MS) return unitText(Math.round(ms), 'millisecond', language)
  const seconds = Math.round(ms / SECOND_MS)
  if (seconds < 60) return unitText(seconds, 'second', language)
  const minutes = Math.round(ms / MINUTE_MS)
  if (minutes < 60) return unitText(minutes, 'minute', language)
  const hoursText = unitText(Math.floor(minutes / 60), 'hour', language)
  const rest = minutes % 60
  return rest === 0 ? hoursText : `${hoursText} ${unitText(rest, 'minute', language)}`
}
