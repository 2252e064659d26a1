// What a person types as a record: whether it is JSON, what it is called in the list, and what its order is kept by. Pure; what is sent is the text.

/** null: it is JSON; else what is wrong, in the engine's words. */
export function jsonMistake(body: string): string | null {
  try {
    JSON.parse(body)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
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
