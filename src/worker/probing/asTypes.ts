// What the values of each field of some records would be stored as, were one of the types chosen for it: shown before anything is stored. What a
// value becomes is decided by the same code that stores it (library/chosenTypes.ts).
import { columnTypes } from '@shared/imports'
import type { FoundAsType } from '@shared/sourceTest'
import { toCell } from '../library/cells'
import { asChosen } from '../library/chosenTypes'

const CELL_CHARACTERS = 200

/** Of each named field every type, with the first `shown` values one by one. A record without the field has nothing there. */
export function foundAsTypes(values: readonly unknown[], fields: readonly string[], shown: number): FoundAsType[][] {
  return fields.map((field) => {
    const came = values.map((value) => valueOf(value, field))
    return columnTypes.map((type) => ({
      type,
      misfits: came.reduce<number>((count, value) => (asChosen(value, type) === undefined ? count + 1 : count), 0),
      cells: came.slice(0, shown).map((value) => cellOf(value, asChosen(value, type))),
    }))
  })
}

/** null for what is not there: it fits everywhere. */
function valueOf(record: unknown, field: string): unknown {
  if (typeof record !== 'object' || record === null || !Object.hasOwn(record, field)) return null
  return (record as Record<string, unknown>)[field]
}

function cellOf(came: unknown, stored: unknown): FoundAsType['cells'][number] {
  const cell = toCell(stored === undefined ? came : stored)
  const text = cell === null ? null : String(cell).slice(0, CELL_CHARACTERS).toWellFormed()
  return { text, fits: stored !== undefined }
}
