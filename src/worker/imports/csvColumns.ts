// What the columns of a CSV file are called and what their cells are read as (IMP-2). A type that was found is a guess: a cell that is no such
// value stays text (D30). A type that a person chose is a promise: such a cell sets its row aside (IMP-5). Nothing is ever evaluated (IMP-10).
// What a cell is as a value of a type: parse/typedText.ts.
import type { ColumnType } from '@shared/imports'
import { z } from 'zod'
import { typeOfText } from '../parse/typedText'

/** A column that a reject file added: it comes back without it. */
export const ERROR_COLUMN = '_error'
/** In a JSON list of rejects: what is no JSON itself. */
export const TEXT_PROPERTY = '_text'

export const csvColumnsSchema = z.array(
  z.object({ name: z.string(), type: z.enum(['text', 'integer', 'number', 'boolean']), isChosen: z.boolean() }),
)
export type CsvColumn = z.infer<typeof csvColumnsSchema>[number]

type Cells = readonly (string | null)[]

/** Names as they stand in the header; one that is empty becomes its place, one that came before gets a number (IMP-11). */
export function columnNames(header: Cells): string[] {
  const taken = new Set<string>()
  return header.map((cell, at) => {
    const name = cell?.trim() || `column_${at + 1}`
    let free = name
    for (let number = 2; taken.has(free); number++) free = `${name}_${number}`
    taken.add(free)
    return free
  })
}

/** Whether the first record looks like names: text or nothing in every cell, and not the same as the next. */
export function looksLikeHeader(first: Cells, second: Cells | undefined): boolean {
  const isEmpty = (cell: string | null): boolean => cell === null || cell.trim() === ''
  if (first.every(isEmpty) || !first.every((cell) => isEmpty(cell) || typeOfText(cell ?? '') === 'text')) return false
  return second === undefined || first.some((cell, at) => cell !== second[at])
}

/** A column is of a type when every cell that holds something is; integers among numbers are numbers. */
export function foundTypes(records: readonly Cells[], width: number): ColumnType[] {
  return Array.from({ length: width }, (_, at) => {
    let found: ColumnType | null = null
    for (const record of records) {
      const cell = record[at]
      if (cell === null || cell === undefined || cell === '') continue
      const type = typeOfText(cell)
      found = found === null ? type : common(found, type)
      if (found === 'text') break
    }
    return found ?? 'text'
  })
}

function common(one: ColumnType, other: ColumnType): ColumnType {
  if (one === other) return one
  const areNumbers = [one, other].every((type) => type === 'integer' || type === 'number')
  return areNumbers ? 'number' : 'text'
}
