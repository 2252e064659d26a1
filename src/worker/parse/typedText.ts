// What a text is as a value of a type: which texts are whole numbers, numbers, true or false, and the value each of them is. One rule for the
// cells of a CSV file and for the values of a source whose type a person chose. Pure.
import { assertNever } from '@shared/errors'
import type { ColumnType } from '@shared/imports'

const INTEGER = /^-?(?:0|[1-9]\d{0,18})$/
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/
const BOOLEAN = /^(?:true|false)$/i

/** 007, +1 and 1,5 are text: as numbers they would not come back as they were. */
export function typeOfText(cell: string): ColumnType {
  if (INTEGER.test(cell)) return 'integer'
  if (NUMBER.test(cell)) return 'number'
  return BOOLEAN.test(cell) ? 'boolean' : 'text'
}

/** Every integer of so many digits is a double, exactly. */
const SAFE_DIGITS = 15
const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n

/** undefined: it is no such value. A number that a double would change stays text, exactly (D30, PULL-19). */
export function typedText(cell: string, type: ColumnType): unknown {
  switch (type) {
    case 'text':
      return cell
    case 'integer':
      return INTEGER.test(cell) ? integerOf(cell) : undefined
    case 'number':
      if (INTEGER.test(cell)) return integerOf(cell)
      return NUMBER.test(cell) ? numberOf(cell) : undefined
    case 'boolean':
      return BOOLEAN.test(cell) ? cell.length === 4 : undefined
    default:
      return assertNever(type)
  }
}

function integerOf(cell: string): unknown {
  if (cell.length <= SAFE_DIGITS) return Number(cell)
  const integer = BigInt(cell)
  return integer >= INT64_MIN && integer <= INT64_MAX ? exactInteger(cell) : cell
}

/** As the JSON reader has it: a number with its source text. */
function exactInteger(cell: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(cell)
}

function numberOf(cell: string): number | string {
  const value = Number(cell)
  if (!Number.isFinite(value)) return cell
  return cell.replaceAll(/\D/g, '').length <= SAFE_DIGITS || String(value) === cell ? value : cell
}
