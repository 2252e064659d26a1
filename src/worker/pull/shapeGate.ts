// Decides what becomes of a record whose shape is not that of its table, or whose value is not of the type that was chosen for it, where a
// source's settings say more than the default (PULL-17): the record is set aside, the value is left out, or the run stops. By default the
// table is fitted to the record, and no gate stands before it. Columns, chosen types and the log of changes: library/.
import type { ColumnType } from '@shared/imports'
import type { PullSettings, Shapes } from '@shared/pullSettings'
import { asChosen, type ChosenTypes, chosenTypesOf } from '../library/chosenTypes'
import { readColumns } from '../library/columns'
import type { LibraryDb } from '../library/database'
import type { SetAsideReason } from '../library/setAside'
import { kindNames, kindOf } from '../library/valueKinds'

/** A record that the settings let nothing be stored of. The page goes with it. */
export class ShapeRefused extends Error {
  constructor(
    readonly reason: ShapeReason,
    readonly field: string,
    readonly kinds: { before: string | null; after: string | null },
  ) {
    super(`the shape of a record changed at ${field}`)
    this.name = 'ShapeRefused'
  }
}

type ShapeReason = Extract<SetAsideReason, 'new_field' | 'type_changed' | 'missing_field'>

/** The record as it may be stored, or why it is set aside. Throws ShapeRefused. */
export type ShapeGate = (record: Record<string, unknown>) => Record<string, unknown> | ShapeReason

interface Gate {
  shapes: Shapes
  types: ChosenTypes
  /** Kinds by property; null: the table has no columns yet, and takes its shape from its first page. */
  known: Map<string, number> | null
}

/** In the transaction of a page. null: nothing is to be looked at. */
export function shapeGate(
  db: LibraryDb,
  table: string,
  { shapes, types }: Pick<PullSettings, 'shapes' | 'types'>,
): ShapeGate | null {
  if (Object.values(shapes).every((policy) => policy === 'evolve')) return null
  const known = new Map([...readColumns(db, table)].map(([property, { kinds }]) => [property, kinds]))
  const gate = { shapes, types: chosenTypesOf(types), known: known.size === 0 ? null : known }
  return gate.known === null && gate.types.size === 0 ? null : (record) => gated(record, gate)
}

function gated(record: Record<string, unknown>, gate: Gate): Record<string, unknown> | ShapeReason {
  const { known, shapes } = gate
  const left: string[] = []
  for (const property of Object.keys(record)) {
    const found = changeOf(property, record[property], gate)
    if (found === null) continue
    const policy = found.reason === 'new_field' ? shapes.newField : shapes.typeChange
    if (policy === 'evolve') known?.set(property, (known.get(property) ?? 0) | found.kind)
    else if (policy === 'ignore') left.push(property)
    else if (policy === 'set_aside') return found.reason
    else throw new ShapeRefused(found.reason, property, { before: found.before, after: kindNames(found.kind) })
  }
  const missing = missingOf(record, gate)
  if (missing !== null && shapes.missingField === 'set_aside') return 'missing_field'
  if (missing !== null)
    throw new ShapeRefused('missing_field', missing.property, { before: missing.before, after: null })
  return left.length === 0 ? record : without(record, left)
}

/** Where a missing field is no matter there is none. */
function missingOf(
  record: Record<string, unknown>,
  { known, shapes }: Gate,
): { property: string; before: string | null } | null {
  if (shapes.missingField !== 'set_aside' && shapes.missingField !== 'stop') return null
  for (const [property, kinds] of known ?? []) {
    if (!Object.hasOwn(record, property)) return { property, before: kindNames(kinds) }
  }
  return null
}

interface Change {
  reason: 'new_field' | 'type_changed'
  kind: number
  /** What the column has held, or was chosen to hold. */
  before: string | null
}

/** null: the value fits. A column that has held nothing yet takes any kind. */
function changeOf(property: string, value: unknown, { known, types, shapes }: Gate): Change | null {
  const kind = kindOf(value)
  const kinds = known?.get(property)
  const chosen = types.get(property)
  const isNew = known !== null && kinds === undefined
  // A new field that may become a column must still hold what was chosen for it.
  if (isNew && (chosen === undefined || shapes.newField !== 'evolve'))
    return { reason: 'new_field', kind, before: null }
  if (chosen) return ofChosen(value, kind, chosen)
  if (kinds === undefined || kinds === 0 || kind === 0 || (kinds & kind) !== 0) return null
  return { reason: 'type_changed', kind, before: kindNames(kinds) }
}

function ofChosen(value: unknown, kind: number, chosen: ColumnType): Change | null {
  return asChosen(value, chosen) === undefined ? { reason: 'type_changed', kind, before: chosen } : null
}

function without(record: Record<string, unknown>, properties: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !properties.includes(name)))
}
