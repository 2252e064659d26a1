// Decides how a record becomes a row: inserted, updated or left alone, by its key (D30). Rows are inserted many at a time, because most pages
// are either all new or all known; only a group that was not all new is looked at one by one. What a table looks like: tables.ts.
import type { Statement } from 'better-sqlite3'
import { type Cell, toCell } from './cells'
import { asChosen, type ChosenTypes, chooseFor } from './chosenTypes'
import { addColumns, type Column, type Columns } from './columns'
import type { LibraryDb } from './database'
import { ident, tableIdent } from './ident'
import type { SchemaWatch } from './schemaLog'
import type { KeyedRecord, WriteCounts } from './tables'
import { kindOf } from './valueKinds'

export const nothingWritten: Readonly<WriteCounts> = { inserted: 0, updated: 0, unchanged: 0, deleted: 0 }

/** Values of a row before those of its columns: key, both times, `_raw`, `_nulls`. */
const META_VALUES = 5
/** More values in one statement cost more to bind than the call they spare. */
const MOST_VALUES = 500
const MOST_ROWS = 32

interface RowStatements {
  /** Values of one row. */
  width: number
  /** Rows that insertMany takes. */
  many: number
  insertMany: Statement<[Cell[]]>
  insert: Statement<[Cell[]]>
  update: Statement<[Cell[]]>
  markGone: Statement<{ key: string; at: bigint }>
}

/** The property names of a record in their order, and their columns: records of one source mostly have the same. */
interface Shape {
  names: readonly string[]
  columns: readonly (Column | undefined)[]
}

export class RowWriter {
  private statements: RowStatements
  private shape: Shape = { names: [], columns: [] }
  /** Rows that wait to be inserted together, value after value. */
  private held: Cell[] = []

  private readonly table: string
  private readonly columns: Columns

  constructor(
    private readonly db: LibraryDb,
    private readonly into: { table: string; columns: Columns; types: ChosenTypes | null },
    private readonly watch: SchemaWatch,
  ) {
    this.table = into.table
    this.columns = into.columns
    this.statements = prepare(db, into.table, into.columns)
  }

  write(records: readonly KeyedRecord[], now: number): WriteCounts {
    this.addColumnsOf(records, now)
    const counts = { ...nothingWritten }
    const at = BigInt(now)
    const most = this.statements.many * this.statements.width
    for (const { key, record, isGone } of records) {
      if (isGone === true) {
        this.flush(counts)
        if (this.statements.markGone.run({ key, at }).changes > 0) counts.deleted++
        else counts.unchanged++
        continue
      }
      this.hold(key, record, at)
      if (this.held.length === most) this.flush(counts)
    }
    this.flush(counts)
    return counts
  }

  private addColumnsOf(records: readonly KeyedRecord[], now: number): void {
    const wanted = new Set<string>()
    for (const { record, isGone } of records) {
      if (isGone === true) continue
      for (const name of this.shapeOf(record).names) if (!this.columns.has(name)) wanted.add(name)
    }
    const added = wanted.size === 0 ? [] : [...addColumns(this.db, this.table, this.columns, wanted, now)]
    if (added.length === 0) return
    for (const [property, column] of added) {
      this.watch.columnAdded(property)
      const chosen = this.into.types?.get(property)
      if (chosen) chooseFor(this.db, this.table, property, column, chosen)
    }
    this.shape = { names: [], columns: [] }
    this.statements = prepare(this.db, this.table, this.columns)
  }

  /** That of the record before, where the names are the same. */
  private shapeOf(record: Record<string, unknown>): Shape {
    const names = Object.keys(record)
    const before = this.shape.names
    if (names.length === before.length && names.every((name, at) => name === before[at])) return this.shape
    this.shape = { names, columns: names.map((name) => this.columns.get(name)) }
    return this.shape
  }

  /** Values in the order of prepare(): `_raw` and `_nulls` are known only when every property was looked at. */
  private hold(key: string, record: Record<string, unknown>, at: bigint): void {
    const { names, columns } = this.shapeOf(record)
    const { held } = this
    const start = held.length
    held.push(key, at, at, null, null)
    for (let left = this.columns.size; left > 0; left--) held.push(null)
    let rest: [string, unknown][] | null = null
    let nulls = ''
    for (let place = 0; place < names.length; place++) {
      const name = names[place] as string
      const came = record[name]
      const column = columns[place]
      const value = column === undefined || column.chosen === null ? came : asChosen(came, column.chosen)
      if (column === undefined || value === undefined) {
        this.watch.keptInRaw(name, came, column)
        rest ??= []
        rest.push([name, came])
      } else if (value === null) nulls += nulls === '' ? column.ordinal : `,${column.ordinal}`
      else {
        const kind = kindOf(value)
        if ((column.settled & kind) === 0) this.watch.newKind(name, column, kind)
        held[start + META_VALUES - 1 + column.ordinal] = toCell(value)
      }
    }
    if (rest !== null) held[start + 3] = JSON.stringify(Object.fromEntries(rest))
    if (nulls !== '') held[start + 4] = nulls
  }

  private flush(counts: WriteCounts): void {
    const { held, statements } = this
    if (held.length === 0) return
    const { width, many } = statements
    const rows = held.length / width
    const inserted = rows === many ? statements.insertMany.run(held).changes : this.insertEach(held, width)
    counts.inserted += inserted
    if (inserted < rows) {
      const updated = this.updateEach(held, width)
      counts.updated += updated
      counts.unchanged += rows - inserted - updated
    }
    held.length = 0
  }

  private insertEach(held: readonly Cell[], width: number): number {
    let inserted = 0
    for (let from = 0; from < held.length; from += width) {
      inserted += this.statements.insert.run(held.slice(from, from + width)).changes
    }
    return inserted
  }

  /** Of those just inserted, each is as it should be; of a key that came twice the last record stays (F150). */
  private updateEach(held: readonly Cell[], width: number): number {
    let updated = 0
    for (let from = 0; from < held.length; from += width) {
      updated += this.statements.update.run(held.slice(from, from + width)).changes
    }
    return updated
  }
}

/** All take the same values. A row that is there and the same is compared and not written. */
function prepare(db: LibraryDb, table: string, columns: Columns): RowStatements {
  const names = ['_raw', '_nulls', ...[...columns.values()].map((column) => column.name)].map(ident)
  const all = ['_key', '_seen_at', '_changed_at', ...names]
  const row = `(${all.map(() => '?').join(', ')})`
  const many = Math.min(MOST_ROWS, Math.max(2, Math.floor(MOST_VALUES / all.length)))
  const insert = (rows: number): string =>
    `insert into ${tableIdent(table)} (${all.join(', ')}) values ${new Array(rows).fill(row).join(', ')} on conflict (_key) do`
  const set = names.map((name) => `${name} = excluded.${name}`).join(', ')
  const differs = names.map((name) => `${name} is not excluded.${name}`).join(' or ')
  return {
    width: all.length,
    many,
    insertMany: db.prepare<[Cell[]]>(`${insert(many)} nothing`),
    insert: db.prepare<[Cell[]]>(`${insert(1)} nothing`),
    update: db.prepare<[Cell[]]>(
      `${insert(1)} update set _changed_at = excluded._changed_at, _deleted_at = null, ${set}
       where _deleted_at is not null or ${differs}`,
    ),
    markGone: db.prepare<{ key: string; at: bigint }>(
      `update ${tableIdent(table)} set _deleted_at = @at, _changed_at = @at where _key = @key and _deleted_at is null`,
    ),
  }
}
