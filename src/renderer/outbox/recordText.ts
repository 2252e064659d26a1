// What a person types as a record: whether it is JSON, what it is called in the list, and what its order is kept by. Pure; what is sent is the text.
import type { Text } from '@shared/i18n/text'

/** Where reading stopped, from 1; null: that is not known. */
export type JsonMistake = { at: { line: number; column: number } | null }

/** null: it is JSON. The engine tells the place in its message only, and not always. */
export function jsonMistake(body: string): JsonMistake | null {
  try {
    JSON.parse(body)
    return null
  } catch (error) {
    const found = /\(line (\d+) column (\d+)\)/.exec(String(error))
    return { at: found ? { line: Number(found[1]), column: Number(found[2]) } : null }
  }
}

export function jsonMistakeText(mistake: JsonMistake, text: Text): string {
  return mistake.at === null ? text('outbox:record_bad') : text('outbox:record_bad_at', mistake.at)
}

const NAMING = ['title', 'name', 'label', 'subject', 'id'] as const

/** From what usually names a record; '' where nothing does. */
export function suggestedLabel(body: string): string {
  const record = parsed(body)
  if (typeof record !== 'object' || record === null) return ''
  for (const name of NAMING) {
    const value = Object.hasOwn(record, name) ? (record as Record<string, unknown>)[name] : undefined
    if ((typeof value === 'string' && value.trim() !== '') || typeof value === 'number')
      return String(value).slice(0, 200)
  }
  return ''
}

/** The value at a path of property names; null where there is none to keep an order by. */
export function entityOf(body: string, field: string): string | null {
  let at: unknown = parsed(body)
  for (const name of field.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return null
    at = (at as Record<string, unknown>)[name]
  }
  if (typeof at === 'number') return String(at)
  return typeof at === 'string' && at !== '' ? at.slice(0, 200) : null
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
