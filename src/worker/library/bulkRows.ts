// Writes many rows of one table fast: hundreds a statement, handed over as one packed value (packedRows.ts), and only what met a row that was
// there is compared. What a row looks like and when it counts as changed is tables.ts's; both write the same rows (bulkRows.test.ts holds
// them to it).
import type { Statement } from 'better-sqlite3'
import { ESCAPED, FALSE, type FoundCells, INTEGER, MISSING, NULL, REAL, TEXT, TRUE } from '../parse/foundCells'
import { toCell } from './cells'
import { addColumns, type Column, type Columns, readColumns } from './columns'
import type { LibraryDb } from './database'
import { ident, tableIdent } from './ident'
import { PackedRows } from './packedRows'
import { SchemaWatch } from './schemaLog'
import { count, hasRows, makeTable, type TableSpec, tableNamed, type WriteCounts } from './tables'
import { BOOLEAN, kindOf, NUMBER, TEXT as TEXT_KIND } from './valueKinds'

const ROWS_AT_ONCE = 512
const BYTES_AT_ONCE = 64 * 1024
const LONGEST_FOUND_KEY = 1_000

/** Lives as long as one transaction. */
export interface BulkTable {
  /** Adds columns for properties the table has not seen; call before rows that have them. */
  know(properties: Iterable<string>): void
  /** One row. `properties` and `values` go together; a value that is undefined is missing, null is an explicit null (F159). */
  put(key: string, properties: readonly string[], values: readonly unknown[]): void
  /**
   * One row as it stands in bytes: its cells begin at `from`, its key is `key` or, where that is a number, the cell of that place. False:
   * nothing was put, because it takes values to do so. A cell that is no text and no number is no key.
   */
  putFound(key: string | number, cells: FoundCells, from: number): boolean
  /** What became of all rows so far; call once, after the last. */
  finish(): WriteCounts
}

export function openBulkTable(db: LibraryDb, asked: TableSpec, now: number): BulkTable {
  const spec = { ...asked, table: tableNamed(db, asked.table) }
  makeTable(db, spec, now)
  const columns = readColumns(db, spec.table)
  const watch = new SchemaWatch(db, spec.table, hasRows(db, spec.table))
  const counts: WriteCounts = { inserted: 0, updated: 0, unchanged: 0, deleted: 0 }
  let writer = new Writer(db, spec.table, columns, watch, now)
  return {
    know: (properties) => {
      const unknown = [...properties].filter((property) => !columns.has(property))
      if (unknown.length === 0) return
      writer.flush(counts)
      const added = addColumns(db, spec.table, columns, unknown, now)
      if (added.size === 0) return
      for (const property of added.keys()) watch.columnAdded(property)
      writer = new Writer(db, spec.table, columns, watch, now)
    },
    put: (key, properties, values) => {
      writer.put(key, properties, values)
      if (writer.isFull) writer.flush(counts)
    },
    putFound: (key, cells, from) => {
      if (!writer.putFound(key, cells, from)) return false
      if (writer.isFull) writer.flush(counts)
      return true
    },
    finish: () => {
      writer.flush(counts)
      watch.store(columns, now)
      if (counts.inserted + counts.updated > 0) count(db, spec.table, counts.inserted, now)
      return counts
    },
  }
}

interface Slot {
  property: string
  column: Column
  /** Place of the property among those that were given; -1: it is not among them. */
  at: number
}

/** Rows wait here, packed: key, cells in the order of their columns, and `_raw` and `_nulls` where a row has one of them. */
class Writer {
  private readonly packed: PackedRows
  private readonly bound: { at: bigint }
  /** A row has `_raw` or `_nulls`. */
  private hasTail = false
  /** The properties of the row before, and the columns they go to: most rows have the same. */
  private shape: readonly string[] | null = null
  private readonly slots: Slot[]
  /** Places of properties that have no column. */
  private rest: number[] = []
  private readonly statements = new Map<string, Statement>()

  constructor(
    private readonly db: LibraryDb,
    private readonly table: string,
    columns: Columns,
    private readonly watch: SchemaWatch,
    now: number,
  ) {
    this.slots = [...columns].map(([property, column]) => ({ property, column, at: -1 }))
    this.packed = new PackedRows(this.slots.length + 3)
    this.bound = { at: BigInt(now) }
  }

  get isFull(): boolean {
    return this.packed.rows >= ROWS_AT_ONCE || this.packed.size >= BYTES_AT_ONCE
  }

  put(key: string, properties: readonly string[], values: readonly unknown[]): void {
    if (properties !== this.shape) this.takeShape(properties)
    const { packed } = this
    packed.beginRow()
    packed.text(key)
    let nulls = ''
    for (const { property, column, at } of this.slots) {
      const value = at === -1 ? undefined : values[at]
      if (value === undefined) packed.nothing()
      else if (value === null) {
        packed.nothing()
        nulls = withNull(nulls, column)
      } else this.putValue(value, property, column)
    }
    this.endRow(this.rest.length === 0 ? null : this.restOf(properties, values), nulls)
  }

  putFound(key: string | number, cells: FoundCells, from: number): boolean {
    if (cells.names !== this.shape) this.takeShape(cells.names)
    if (this.rest.length > 0 || (typeof key === 'number' && !canBeKey(cells, from + key))) return false
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
      const kind = foundKinds[cells.kinds[from + at] as number] as number
      if (kind !== 0 && (column.settled & kind) === 0) this.watch.newKind(property, column, kind)
      if (cells.kinds[from + at] === NULL) nulls = withNull(nulls, column)
      packed.found(cells, from + at)
    }
    this.endRow(null, nulls)
    return true
  }

  private takeShape(properties: readonly string[]): void {
    this.shape = properties
    const places = new Map(properties.map((property, at) => [property, at]))
    for (const slot of this.slots) {
      slot.at = places.get(slot.property) ?? -1
      places.delete(slot.property)
    }
    this.rest = [...places.values()]
  }

  private putValue(value: unknown, property: string, column: Column): void {
    const kind = kindOf(value)
    if ((column.settled & kind) === 0) this.watch.newKind(property, column, kind)
    if (typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0)) this.packed.integer(value)
    else this.packed.put(toCell(value))
  }

  private endRow(raw: string | null, nulls: string): void {
    const { packed } = this
    if (raw !== null || nulls !== '') {
      packed.put(raw)
      packed.put(nulls === '' ? null : nulls)
      this.hasTail = true
    }
    packed.endRow()
  }

  private restOf(properties: readonly string[], values: readonly unknown[]): string | null {
    const rest: [string, unknown][] = []
    for (const at of this.rest) {
      const [property, value] = [properties[at] as string, values[at]]
      if (value === undefined) continue
      this.watch.keptInRaw(property, value)
      rest.push([property, value])
    }
    return rest.length === 0 ? null : JSON.stringify(Object.fromEntries(rest))
  }

  /** Of a key that came twice the last row stays: those just inserted are found as they are, and not counted. */
  flush(counts: WriteCounts): void {
    const { packed, bound } = this
    if (packed.rows === 0) return
    const rows = packed.packed()
    const inserted = this.statement('insert').run({ ...bound, rows }).changes
    const met = packed.rows - inserted
    const updated = met === 0 ? 0 : this.statement('update').run({ ...bound, rows }).changes
    counts.inserted += inserted
    counts.updated += updated
    counts.unchanged += met - updated
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

  private sql(what: 'insert' | 'update'): string {
    const all = [...this.slots.map(({ column }) => column.name), '_raw', '_nulls'].map(ident)
    const given = this.hasTail ? all : all.slice(0, -2)
    const cells = given.map((_, at) => `value ->> '${this.packed.path(at + 1)}'`)
    const insert = `insert into ${tableIdent(this.table)} (${['_key', '_seen_at', '_changed_at', ...given].join(', ')})
      select ${[`value ->> '${this.packed.path(0)}'`, '@at', '@at', ...cells].join(', ')} from jsonb_each(@rows)
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

/** Kind of value of each kind of cell (valueKinds.ts). */
const foundKinds: readonly number[] = Object.assign(new Array<number>(8).fill(0), {
  [MISSING]: 0,
  [NULL]: 0,
  [TEXT]: TEXT_KIND,
  [ESCAPED]: TEXT_KIND,
  [INTEGER]: NUMBER,
  [REAL]: NUMBER,
  [FALSE]: BOOLEAN,
  [TRUE]: BOOLEAN,
})

/** As toKey() has it; what has to be looked at more closely is not said yes to. */
function canBeKey({ starts, ends, kinds }: FoundCells, at: number): boolean {
  if (kinds[at] === INTEGER) return true
  const bytes = (ends[at] as number) - (starts[at] as number)
  return kinds[at] === TEXT && bytes > 0 && bytes <= LONGEST_FOUND_KEY
}
