// Decides how far an incremental pull has come and what it asks for next (PULL-6, PULL-7): marks are compared as what they are, times as
// instants, integers as integers of any size, text by code unit. Pure. When a mark moves: pullSource.ts.
import type { Incremental } from '@shared/pullSettings'
import { DAY_MS, SECOND_MS } from '@shared/time'
import { isRawNumber } from '../parse/exactNumbers'

/** `text` is what it is stored and compared as; `form` how it is said to the server. */
export interface Mark {
  form: 'iso' | 'seconds' | 'ms' | 'integer' | 'text'
  text: string
}

/** A mark of a server whose clock is this far ahead would hide everything until then. */
const MOST_AHEAD_MS = DAY_MS
const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)\s?(Z|[+-]\d\d:?\d\d)?)?$/i
/** Seconds since the epoch below this, ms above. */
const SECONDS_BELOW = 1e11

/** null: missing, of another type than the mark is compared as, or a time that cannot be yet. */
export function readMark(value: unknown, compare: Incremental['compare'], now: number): Mark | null {
  switch (compare) {
    case 'time': {
      const mark = timeMark(value)
      return mark && Number(mark.text) <= now + MOST_AHEAD_MS ? mark : null
    }
    case 'integer': {
      const text = isRawNumber(value) ? value.rawJSON : typeof value === 'number' ? String(value) : value
      return typeof text === 'string' && /^-?\d{1,40}$/.test(text) ? { form: 'integer', text } : null
    }
    case 'text':
      return typeof value === 'string' && value !== '' && value.length <= 1_000 ? { form: 'text', text: value } : null
  }
}

function timeMark(value: unknown): Mark | null {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) {
    const isSeconds = value < SECONDS_BELOW
    return { form: isSeconds ? 'seconds' : 'ms', text: String(Math.floor(isSeconds ? value * SECOND_MS : value)) }
  }
  if (typeof value !== 'string') return null
  const [, day, time = '00:00', zone = 'Z'] = ISO.exec(value.trim()) ?? []
  if (!day) return null
  const ms = Date.parse(`${day}T${time.replace(',', '.')}${zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2').toUpperCase()}`)
  return Number.isNaN(ms) ? null : { form: 'iso', text: String(ms) }
}

/** The later of two; they are of one comparison. */
export function laterMark(first: Mark | null, second: Mark): Mark {
  if (first === null) return second
  if (first.form === 'text' || second.form === 'text') return second.text > first.text ? second : first
  return BigInt(second.text) > BigInt(first.text) ? second : first
}

/** What the request says: of a time, so much before it. */
export function sinceText(mark: Mark, lagMs: number): string {
  switch (mark.form) {
    case 'iso':
      return new Date(Math.max(0, Number(mark.text) - lagMs)).toISOString()
    case 'seconds':
      return String(Math.floor(Math.max(0, Number(mark.text) - lagMs) / SECOND_MS))
    case 'ms':
      return String(Math.max(0, Number(mark.text) - lagMs))
    case 'integer':
    case 'text':
      return mark.text
  }
}

export function markText(mark: Mark): string {
  return JSON.stringify([mark.form, mark.text])
}

/** null for nothing, and for what is no mark of this comparison: then everything is asked for again. */
export function storedMark(text: string | null, incremental: Incremental | null): Mark | null {
  if (text === null || incremental === null) return null
  const [form, value] = JSON.parse(text) as [Mark['form'], string]
  const isTime = form === 'iso' || form === 'seconds' || form === 'ms'
  return (isTime ? 'time' : form) === incremental.compare ? { form, text: value } : null
}
