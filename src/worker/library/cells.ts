// Decides what a JSON value becomes in a column of type ANY (P13, PULL-19): integers INTEGER, other numbers REAL, numbers neither
// can hold their source text, booleans 1 and 0 as SQLite itself has them, objects and arrays their JSON text. An explicit null
// and a missing property are both NULL; the row's `_nulls` names the explicit ones (tables.ts).

export type Cell = null | number | bigint | string

/** A number that a double would change, with its source text (F161, F162): made by the parser, written back by JSON.stringify. */
interface RawNumber {
  readonly rawJSON: string
}

const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n
const LONGEST_KEY = 1_000

export function toCell(value: unknown): Cell {
  switch (typeof value) {
    case 'string':
      return textCell(value)
    case 'number':
      // better-sqlite3 binds every number as a double, and a column of ANY keeps it as one: an integer is bound as BigInt.
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value) : value
    case 'boolean':
      return value ? 1n : 0n
    case 'object':
      return value === null ? null : objectCell(value)
    default:
      return null
  }
}

/** The text a record is identified by, or null when the value cannot identify one. */
export function toKey(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null
  if (isRawNumber(value)) return value.rawJSON
  if (typeof value !== 'string' || value === '' || value.length > LONGEST_KEY) return null
  return value.isWellFormed() ? value : null
}

/** UTF-8 cannot hold a lone surrogate: such text is kept as its JSON literal, with escapes (F166). */
function textCell(value: string): string {
  return value.isWellFormed() ? value : JSON.stringify(value)
}

function objectCell(value: object): Cell {
  return isRawNumber(value) ? rawNumberCell(value.rawJSON) : JSON.stringify(value)
}

function rawNumberCell(source: string): Cell {
  if (!/^-?[1-9]\d{0,18}$/.test(source)) return source
  const integer = BigInt(source)
  return integer >= INT64_MIN && integer <= INT64_MAX ? integer : source
}

/** In the engine that ships, not yet in TypeScript's library. */
function isRawNumber(value: unknown): value is RawNumber {
  return (JSON as unknown as { isRawJSON(value: unknown): boolean }).isRawJSON(value)
}
