// Decides how a record becomes a row: inserted, updated or left alone, by its key (D30). Rows go to SQLite hundreds at a time as one packed value
// (packedRows.ts), because most pages and files are either all new or all known; only where one met a row that was there are they compared.
// What a table looks like: tables.ts.
import type { Statement } from 'better-sqlite3'
import type { FoundCells } from '../parse/foundCells'
import { toCell } from './cells'
import { asChosen, type ChosenTypes, chooseFor } from './chosenTypes'
import { addColumns, type Column, type Columns } from './columns'
import type { LibraryDb } from './database'
import { canBeKey, isNullCell, kindOfFound } from './foundKinds'
import { ident, tableIdent } from './ident'
import { PackedRows } from './packedRows'
import type { SchemaWatch } from './schemaLog'
import type { WriteCounts } from './tables'
import { kindOf } from './valueKinds'

export const nothingWritten: Readonly<WriteCounts> = { inserted: 0, updated: 0, unchanged: 0, deleted: 0 }

const ROWS_AT_ONCE = 512
const BYTES_AT_ONCE = 64 * 1024
/** Values of a row besides those of its columns: key, `_raw`, `_nulls`. */
const META_VALUES = 3

interface Slot {
  property: string
  column: Column
  /** Place of the property among those that were given; -1: it is not among them. */
  at: number
}

/** Writes rows of one table. Call begin() first, and take() before the transaction ends. */
export class RowWriter {
  private counts = { ...nothingWritten }
  private now = 0
  private packed = new PackedRows(META_VALUES)
  private slots: Slot[] = []
  /** A row that waits has `_raw` or `_nulls`. */
  private hasTail = false
  /** The properties of the row before, and the columns they go to: most rows have the same. */
  private shape: readonly string[] | null = null
  /** Places of properties that have no column. */
  private rest: number[] = []
  private takesFound = false
  private readonly statements = new Map<string, Statement>()

  constructor(
    private readonly db: LibraryDb,
    private readonly into: { table: string; columns: Columns; types: ChosenTypes | null },
    private readonly watch: SchemaWatch,
  ) {
    this.takeColumns()
  }

  /** Rows from here on are of this moment. */
  begin(now: number): void {
    this.now = now
  }

  /** What became of the rows since take() was called last. */
  take(): WriteCounts {
    this.flush()
    const { counts } = this
    this.counts = { ...nothingWritten }
    return counts
  }

  /** Adds columns for properties the table has not seen; call before rows that have them. */
  know(properties: Iterable<string>): void {
    const { db, watch } = this
    const { table, columns, types } = this.into
    const unknown = [...properties].filter((property) => !columns.has(property))
    if (unknown.length === 0) return
    this.flush()
    const added = addColumns(db, table, columns, unknown, this.now)
    if (added.size === 0) return
    for (const [property, column] of added) {
      watch.columnAdded(property)
      const chosen = types?.get(property)
      if (chosen) chooseFor(db, table, property, column, chosen)
    }
    this.takeColumns()
  }

  private takeColumns(): void {
    this.slots = [...this.into.columns].map(([property, column]) => ({ property, column, at: -1 }))
    this.packed = new PackedRows(this.slots.length + META_VALUES)
    this.statements.clear()
    this.shape = null
  }

  /** One row. `properties` and `values` go together; a value that is undefined is missing, null is an explicit null (F159). */
  put(key: string, properties: readonly string[], values: readonly unknown[]): void {
    if (properties !== this.shape) this.takeShape(properties)
    const { packed } = this
    packed.beginRow()
    packed.text(key)
    let nulls = ''
    let unfit: number[] | null = null
    for (const { property, column, at } of this.slots) {
      const came = at === -1 ? undefined : values[at]
      const value = column.chosen === null || came === undefined ? came : asChosen(came, column.chosen)
      if (value === undefined && came !== undefined) {
        unfit ??= []
        unfit.push(at)
      }
      if (value === null) nulls = withNull(nulls, column)
      if (value === undefined || value === null) packed.nothing()
      else this.putValue(value, property, column)
    }
    const inRaw = unfit === null ? this.rest : [...this.rest, ...unfit].toSorted((one, other) => one - other)
    this.endRow(inRaw.length === 0 ? null : this.rawOf(inRaw, properties, values), nulls)
  }

  /** One row as it stands in bytes, as BulkTable (bulkRows.ts) has it. */
  putFound(key: string | number, cells: FoundCells, from: number): boolean {
    if (cells.names !== this.shape) this.takeShape(cells.names)
    if (!this.takesFound || (typeof key === 'number' && !canBeKey(cells, from + key))) return false
    const { packed } = this
    packed.beginRow()
    if (typeof key === 'string') packed.text(key)
    else packed.foundText(cells, from + key)
    let nulls = ''
    for (const { property, column, at } of this.slots) {
      if (at === -1) {
        packed.nothing()
        continue
      }
      const kind = kindOfFound(cells, from + at)
      if (kind !== 0 && (column.settled & kind) === 0) this.watch.newKind(property, column, kind)
      if (isNullCell(cells, from + at)) nulls = withNull(nulls, column)
      packed.found(cells, from + at)
    }
    this.endRow(null, nulls)
    return true
  }

  /** The row of this key is marked as deleted, where there is one that is not. */
  markGone(key: string): void {
    this.flush()
    const mark = this.db.prepare(
      `update ${tableIdent(this.into.table)} set _deleted_at = @at, _changed_at = @at where _key = @key and _deleted_at is null`,
    )
    if (mark.run({ key, at: BigInt(this.now) }).changes > 0) this.counts.deleted++
    else this.counts.unchanged++
  }

  private takeShape(properties: readonly string[]): void {
    this.shape = properties
    const places = new Map(properties.map((property, at) => [property, at]))
    for (const slot of this.slots) {
      slot.at = places.get(slot.property) ?? -1
      places.delete(slot.property)
    }
    this.rest = [...places.values()]
    this.takesFound = this.rest.length === 0 && this.slots.every(({ column }) => column.chosen === null)
  }

  private putValue(value: unknown, property: string, column: Column): void {
    const kind = kindOf(value)
    if ((column.settled & kind) === 0) this.watch.newKind(property, column, kind)
    if (typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0)) this.packed.integer(value)
    else this.packed.put(toCell(value))
  }

  private rawOf(places: readonly number[], properties: readonly string[], values: readonly unknown[]): string | null {
    const rest: [string, unknown][] = []
    for (const at of places) {
      const [name, came] = [properties[at] as string, values[at]]
      if (came === undefined) continue
      const column = this.into.columns.get(name)
      this.watch.keptInRaw(name, came, column)
      rest.push([name, came])
    }
    return rest.length === 0 ? null : JSON.stringify(Object.fromEntries(rest))
  }

  private endRow(raw: string | null, nulls: string): void {
    const { packed } = this
    if (raw !== null || nulls !== '') {
      packed.put(raw)
      packed.put(nulls === '' ? null : nulls)
      this.hasTail = true
    }
    packed.endRow()
    if (packed.rows >= ROWS_AT_ONCE || packed.size >= BYTES_AT_ONCE) this.flush()
  }

  /** Of a key that came twice the last row stays (F150): those just inserted are found as they are, and not counted. */
  private flush(): void {
    const { packed, counts } = this
    const { rows } = packed
    if (rows === 0) return
    const bound = { at: BigInt(this.now), rows: packed.packed() }
    const inserted = this.statement('insert').run(bound).changes
    counts.inserted += inserted
    if (inserted < rows) {
      const updated = this.statement('update').run(bound).changes
      counts.updated += updated
      counts.unchanged += rows - inserted - updated
    }
    packed.clear()
    this.hasTail = false
  }

  private statement(what: 'insert' | 'update'): Statement {
    const name = `${what} ${this.hasTail}`
    const known = this.statements.get(name)
    if (known) return known
    const made = this.db.prepare(this.sql(what))
    this.statements.set(name, made)
    return made
  }

  /** A row that is there and the same is compared and not written. */
  private sql(what: 'insert' | 'update'): string {
    const all = [...this.slots.map(({ column }) => column.name), '_raw', '_nulls'].map(ident)
    const given = this.hasTail ? all : all.slice(0, -2)
    const cell = (at: number): string => `value ->> '${this.packed.path(at)}'`
    const insert = `insert into ${tableIdent(this.into.table)} (${['_key', '_seen_at', '_changed_at', ...given].join(', ')})
      select ${[cell(0), '@at', '@at', ...given.map((_, at) => cell(at + 1))].join(', ')} from jsonb_each(@rows)
      where true on conflict (_key) do`
    if (what === 'insert') return `${insert} nothing`
    const set = all.map((name) => `${name} = excluded.${name}`).join(', ')
    const differs = all.map((name) => `${name} is not excluded.${name}`).join(' or ')
    return `${insert} update set _changed_at = excluded._changed_at, _deleted_at = null, ${set}
      where _deleted_at is not null or ${differs}`
  }
}

function withNull(nulls: string, { ordinal }: Column): string {
  return nulls === '' ? String(ordinal) : `${nulls},${ordinal}`
}
