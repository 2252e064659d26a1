// Names the kind of a JSON value, as one bit each, so that a column can remember which kinds it has held and a new one is noticed at the cost
// of one comparison a cell (PULL-17, PULL-18, F160). null has no kind. Who writes the change down: schemaLog.ts.

export const NUMBER = 1
export const TEXT = 2
export const BOOLEAN = 4
export const OBJECT = 8
export const ARRAY = 16

/** 0 for null and for what JSON has not. A number kept as its source text is an object to typeof, and a number here. */
export function kindOf(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return TEXT
    case 'number':
      return NUMBER
    case 'boolean':
      return BOOLEAN
    case 'object':
      if (value === null) return 0
      if (Array.isArray(value)) return ARRAY
      return 'rawJSON' in value && Object.isFrozen(value) ? NUMBER : OBJECT
    default:
      return 0
  }
}

const NAMES: readonly [number, string][] = [
  [NUMBER, 'number'],
  [TEXT, 'text'],
  [BOOLEAN, 'boolean'],
  [OBJECT, 'object'],
  [ARRAY, 'array'],
]

/** 'number', or 'number, text' for a column that held both; null for none yet. */
export function kindNames(kinds: number): string | null {
  const names = NAMES.filter(([bit]) => (kinds & bit) !== 0).map(([, name]) => name)
  return names.length === 0 ? null : names.join(', ')
}
