// What a value becomes in a column whose type a person chose: another value of that type that says the same, or none. Nothing is guessed or
// rounded: what is no such value is kept in `_raw` as it came (PULL-17, PULL-19). Which texts are of a type: parse/typedText.ts.
import { assertNever } from '@shared/errors'
import type { ColumnType } from '@shared/imports'
import { isRawNumber, type RawNumber } from '../parse/exactNumbers'
import { typedText } from '../parse/typedText'
import type { Column, Columns } from './columns'
import type { LibraryDb } from './database'
import type { SchemaWatch } from './schemaLog'

/** By property; the others are stored as they come. A Map, because a property may be called `constructor`. */
export type ChosenTypes = ReadonlyMap<string, ColumnType>

export function chosenTypesOf(types: Readonly<Record<string, ColumnType>>): ChosenTypes {
  return new Map(Object.entries(types))
}

/** The value as the type has it; undefined: it is no such value. null and '' are of every type. Objects and lists are text as their JSON. */
export function asChosen(value: unknown, type: ColumnType): unknown {
  if (value === null || value === '') return value
  switch (type) {
    case 'text':
      return textOf(value)
    case 'integer':
    case 'number':
      return numberOf(value, type)
    case 'boolean':
      return booleanOf(value)
    default:
      return assertNever(type)
  }
}

/** A number as its digits, and one that a double cannot hold digit by digit as the source had it. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (isRawNumber(value)) return value.rawJSON
  return Object.is(value, -0) ? '-0' : JSON.stringify(value)
}

function numberOf(value: unknown, type: 'integer' | 'number'): unknown {
  if (typeof value === 'number') return type === 'number' || Number.isInteger(value) ? value : undefined
  if (isRawNumber(value)) return type === 'number' || /^-?\d+$/.test(value.rawJSON) ? value : undefined
  if (typeof value !== 'string') return undefined
  const number = typedText(value, type)
  // What no column of numbers can hold exactly stays a number with its digits, as one that came without quotes does.
  return typeof number === 'string' ? exactNumber(number) : number
}

function booleanOf(value: unknown): unknown {
  if (typeof value === 'boolean') return value
  if (value === 0 || value === 1) return value === 1
  return typeof value === 'string' ? typedText(value, 'boolean') : undefined
}

function exactNumber(digits: string): RawNumber {
  return (JSON as unknown as { rawJSON(text: string): RawNumber }).rawJSON(digits)
}

/** In the transaction of the rows, before the first of them: columns take what is chosen now, and each that differs is a change of shape. */
export function takeChoices(
  db: LibraryDb,
  table: string,
  columns: Columns,
  types: ChosenTypes,
  watch: SchemaWatch,
): void {
  for (const [property, column] of columns) {
    const chosen = types.get(property) ?? null
    if (chosen === column.chosen) continue
    watch.typeChosen(property, column)
    chooseFor(db, table, property, column, chosen)
  }
}

/** From now on. */
export function chooseFor(
  db: LibraryDb,
  table: string,
  property: string,
  column: Column,
  chosen: ColumnType | null,
): void {
  column.chosen = chosen
  db.prepare('update _columns set chosen = @chosen where table_name = @table and source_name = @property').run({
    chosen,
    table,
    property,
  })
}
