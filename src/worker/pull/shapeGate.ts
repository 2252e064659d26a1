// Decides what becomes of a record whose shape is not that of its table, where a source's settings say more than the default (PULL-17): the
// record is set aside, the value is left out, or the run stops. By default the table is fitted to the record, and no gate stands before it.
// Columns and the log of changes: library/.
import type { Shapes } from '@shared/pullSettings'
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

/** In the transaction of a page. null: nothing is to be looked at. A table without columns takes its shape from its first page. */
export function shapeGate(db: LibraryDb, table: string, shapes: Shapes): ShapeGate | null {
  if (Object.values(shapes).every((policy) => policy === 'evolve')) return null
  const known = new Map([...readColumns(db, table)].map(([property, { kinds }]) => [property, kinds]))
  return known.size === 0 ? null : (record) => gated(record, known, shapes)
}

function gated(
  record: Record<string, unknown>,
  known: Map<string, number>,
  shapes: Shapes,
): Record<string, unknown> | ShapeReason {
  const left: string[] = []
  for (const property of Object.keys(record)) {
    const found = changeOf(property, record[property], known)
    if (found === null) continue
    const policy = found.reason === 'new_field' ? shapes.newField : shapes.typeChange
    if (policy === 'evolve') known.set(property, (known.get(property) ?? 0) | found.kind)
    else if (policy === 'ignore') left.push(property)
    else if (policy === 'set_aside') return found.reason
    else throw refusal(found.reason, property, known.get(property) ?? 0, found.kind)
  }
  if (shapes.missingField === 'set_aside' || shapes.missingField === 'stop') {
    for (const property of known.keys()) {
      if (Object.hasOwn(record, property)) continue
      if (shapes.missingField === 'set_aside') return 'missing_field'
      throw refusal('missing_field', property, known.get(property) ?? 0, 0)
    }
  }
  return left.length === 0 ? record : without(record, left)
}

/** null: the value fits. A column that has held nothing yet takes any kind. */
function changeOf(
  property: string,
  value: unknown,
  known: ReadonlyMap<string, number>,
): { reason: 'new_field' | 'type_changed'; kind: number } | null {
  const kinds = known.get(property)
  const kind = kindOf(value)
  if (kinds === undefined) return { reason: 'new_field', kind }
  return kinds === 0 || kind === 0 || (kinds & kind) !== 0 ? null : { reason: 'type_changed', kind }
}

function without(record: Record<string, unknown>, properties: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !properties.includes(name)))
}

function refusal(reason: ShapeReason, field: string, before: number, after: number): ShapeRefused {
  return new ShapeRefused(reason, field, { before: kindNames(before), after: kindNames(after) })
}
