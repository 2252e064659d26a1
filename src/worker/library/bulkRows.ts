// Writes many rows of one table fast: so many a statement, numbers without a BigInt each, and only what met a row that was there is compared.
// What a row looks like and when it counts as changed is tables.ts's; both write the same rows (bulkRows.test.ts holds them to it).
import type { Statement } from 'better-sqlite3'
import { type Cell, toCell } from './cells'
import { addColumns, type Columns, readColumns } from './columns'
import type { LibraryDb } from './database'
import { ident, tableIdent } from './ident'
import { SchemaWatch } from './schemaLog'
import { count, hasRows, makeTable, type TableSpec, tableNamed, type WriteCounts } from './tables'
import { kindOf } from './valueKinds'

const ROWS_AT_ONCE = 32
/** Of one statement; SQLite itself takes 32,766. */
const VALUES_AT_ONCE = 4_000

const INTEGERS = 1
const OTHERS = 2

/** Lives as long as one transaction. */
export interface BulkTable {
  /** Adds columns for properties the table has not seen; call before rows that have them. */
  know(properties: Iterable<string>): void
  /** One row. `properties` and `values` go together; a value that is undefined is missing, null is an explicit null (F159). */
  put(key: string, properties: readonly string[], values: readonly unknown[], from?: number): void
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
    put: (key, properties, values, from = 0) => {
      if (writer.put(key, properties, values, from)) writer.flush(counts)
    },
    finish: () => {
      writer.flush(counts)
      watch.store(columns, now)
      if (counts.inserted + counts.updated > 0) count(db, spec.table, counts.inserted, now)
      return counts
    },
  }
}

/** Rows wait here, laid out as they will be bound: key, cells in the order of their columns, `_raw`, `_nulls`. */
class Writer {
  private readonly width: number
  private readonly atOnce: number
  private readonly values: (Cell | null)[]
  private readonly seen: Uint8Array
  private readonly names: string[]
  private readonly bound: { at: bigint }
  private readonly statements = new Map<string, Statement>()
  private rows = 0
  /** The properties of the row before, and the columns they went to: most rows have the same. */
  private shape: readonly string[] | null = null
  private slots: number[] = []
  private hasRest = false

  constructor(
    private readonly db: LibraryDb,
    private readonly table: string,
    private readonly columns: Columns,
    private readonly watch: SchemaWatch,
    now: number,
  ) {
    this.names = [...columns.values()].map(({ name }) => name)
    this.width = this.names.length + 3
    this.atOnce = Math.max(1, Math.min(ROWS_AT_ONCE, Math.floor(VALUES_AT_ONCE / this.width)))
    this.values = new Array<Cell>(this.width * this.atOnce).fill(null)
    this.seen = new Uint8Array(this.width)
    this.bound = { at: BigInt(now) }
  }

  /** True when no more rows fit. */
  put(key: string, properties: readonly string[], values: readonly unknown[], from: number): boolean {
    if (properties !== this.shape) this.takeShape(properties)
    const base = this.rows * this.width
    const { slots } = this
    this.values[base] = key
    let nulls = ''
    for (let at = 0; at < slots.length; at++) {
      const value = values[from + at]
      const slot = slots[at] as number
      if (value === undefined || slot === 0) continue
      if (value === null) nulls += nulls === '' ? slot : `,${slot}`
      else this.values[base + slot] = this.cellOf(value, slot, properties[at] as string)
    }
    if (this.hasRest) this.values[base + this.width - 2] = this.restOf(properties, values, from)
    if (nulls !== '') this.values[base + this.width - 1] = nulls
    this.rows++
    return this.rows === this.atOnce
  }

  private takeShape(properties: readonly string[]): void {
    this.shape = properties
    this.slots = properties.map((property) => this.columns.get(property)?.ordinal ?? 0)
    this.hasRest = this.slots.includes(0)
  }

  private cellOf(value: unknown, slot: number, property: string): Cell {
    const kind = kindOf(value)
    const column = this.columns.get(property)
    if (column && (column.kinds & kind) === 0) this.watch.newKind(property, column, kind)
    if (typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0)) {
      this.seen[slot] = (this.seen[slot] as number) | INTEGERS
      return value
    }
    if (typeof value === 'boolean') {
      this.seen[slot] = (this.seen[slot] as number) | INTEGERS
      return value ? 1 : 0
    }
    this.seen[slot] = (this.seen[slot] as number) | OTHERS
    return toCell(value)
  }

  private restOf(properties: readonly string[], values: readonly unknown[], from: number): string | null {
    const rest: [string, unknown][] = []
    for (let at = 0; at < properties.length; at++) {
      const value = values[from + at]
      if (this.slots[at] !== 0 || value === undefined) continue
      this.watch.keptInRaw(properties[at] as string, value)
      rest.push([properties[at] as string, value])
    }
    return rest.length === 0 ? null : JSON.stringify(Object.fromEntries(rest))
  }

  flush(counts: WriteCounts): void {
    if (this.rows === 0) return
    const used = this.rows * this.width
    this.settleNumbers(used)
    const full = this.rows === this.atOnce
    const inserted = full ? this.insertAll() : this.insertOneByOne()
    const met = this.rows - inserted
    const updated = met === 0 ? 0 : this.updateAll()
    counts.inserted += inserted
    counts.updated += updated
    counts.unchanged += met - updated
    this.values.fill(null, 0, used)
    this.seen.fill(0)
    this.rows = 0
  }

  /** SQLite binds every number as a double. Where a column has integers only the statement casts them; else each becomes a BigInt. */
  private settleNumbers(used: number): void {
    for (let slot = 1; slot < this.width - 2; slot++) {
      if (this.seen[slot] !== (INTEGERS | OTHERS)) continue
      this.seen[slot] = OTHERS
      for (let at = slot; at < used; at += this.width) {
        const value = this.values[at]
        if (typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0))
          this.values[at] = BigInt(value)
      }
    }
  }

  private insertAll(): number {
    return this.statement('insert', this.atOnce).run(this.values, this.bound).changes
  }

  private insertOneByOne(): number {
    const statement = this.statement('insert', 1)
    let inserted = 0
    for (let row = 0; row < this.rows; row++) inserted += statement.run(this.row(row), this.bound).changes
    return inserted
  }

  /** Rows that were just inserted are found as they are, and not counted. */
  private updateAll(): number {
    const statement = this.statement('update', 1)
    let updated = 0
    for (let row = 0; row < this.rows; row++) updated += statement.run(this.row(row), this.bound).changes
    return updated
  }

  private row(row: number): (Cell | null)[] {
    return this.values.slice(row * this.width, (row + 1) * this.width)
  }

  private statement(what: 'insert' | 'update', rows: number): Statement {
    const casts = this.names.map((_, at) => this.seen[at + 1] === INTEGERS)
    const name = `${what} ${rows} ${casts.map(Number).join('')}`
    const known = this.statements.get(name)
    if (known) return known
    const made = this.db.prepare(this.sql(what, rows, casts))
    this.statements.set(name, made)
    return made
  }

  private sql(what: 'insert' | 'update', rows: number, casts: readonly boolean[]): string {
    const names = [...this.names, '_raw', '_nulls'].map(ident)
    const cells = [...casts.map((isInteger) => (isInteger ? 'cast(? as integer)' : '?')), '?', '?'].join(', ')
    const values = new Array<string>(rows).fill(`(?, @at, @at, ${cells})`).join(', ')
    const insert = `insert into ${tableIdent(this.table)} (_key, _seen_at, _changed_at, ${names.join(', ')})
      values ${values} on conflict (_key) do`
    if (what === 'insert') return `${insert} nothing`
    const set = names.map((name) => `${name} = excluded.${name}`).join(', ')
    const differs = names.map((name) => `${name} is not excluded.${name}`).join(' or ')
    return `${insert} update set _changed_at = excluded._changed_at, _deleted_at = null, ${set}
      where _deleted_at is not null or ${differs}`
  }
}
