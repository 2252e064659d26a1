// Decides what is written down when a source changes its shape: a column that was added to a table with rows, a value of a kind the column
// never held, a property that came too late for a column (PULL-17, PULL-18, D30). Nothing is dropped for it. Stored with the rows it is about.
import type { Column, Columns } from './columns'
import type { LibraryDb } from './database'
import { kindNames, kindOf } from './valueKinds'

interface NewKind {
  kind: number
  rows: number
}

/** Watches the rows of one transaction. */
export class SchemaWatch {
  private readonly added = new Map<string, Column>()
  private readonly first = new Map<string, Column>()
  private readonly newKinds = new Map<string, NewKind[]>()
  private readonly raw = new Map<string, NewKind>()

  /** `hasRows`: whether the table held rows before; a new table's columns are no change. */
  constructor(
    private readonly db: LibraryDb,
    private readonly table: string,
    private readonly hasRows: boolean,
  ) {}

  columnAdded(property: string, column: Column): void {
    if (this.hasRows) this.added.set(property, column)
  }

  /** Called for a value whose kind its column has not held before this transaction, each time it comes. */
  newKind(property: string, column: Column, kind: number): void {
    if (column.kinds === 0 && !this.added.has(property)) {
      // What a column starts with is no change, and is not counted.
      column.kinds = kind
      this.first.set(property, column)
      return
    }
    const known = this.newKinds.get(property) ?? []
    const same = known.find((one) => one.kind === kind)
    if (same) same.rows++
    else this.newKinds.set(property, [...known, { kind, rows: 1 }])
  }

  /** Called for a property that has no column. */
  keptInRaw(property: string, value: unknown): void {
    const known = this.raw.get(property)
    if (known) known.rows++
    else this.raw.set(property, { kind: kindOf(value), rows: 1 })
  }

  /** In the transaction of the rows, after the last of them. */
  store(columns: Columns, now: number): void {
    if (this.first.size === 0 && this.newKinds.size === 0 && this.raw.size === 0) return
    this.storeKinds(columns, now)
    const known = this.db
      .prepare(
        "select 1 from _schema_log where table_name = @table and property = @property and change = 'kept_in_raw'",
      )
      .pluck()
    for (const [property, { kind, rows }] of this.raw) {
      if (!property.isWellFormed() || known.get({ table: this.table, property }) !== undefined) continue
      this.log({ property, column: null, change: 'kept_in_raw', before: null, kind, rows }, now)
    }
  }

  private storeKinds(columns: Columns, now: number): void {
    const setKinds = this.db.prepare(
      'update _columns set kinds = @kinds where table_name = @table and source_name = @property',
    )
    for (const [property, { kinds }] of this.first) setKinds.run({ kinds: BigInt(kinds), table: this.table, property })
    for (const [property, kinds] of this.newKinds) {
      const column = columns.get(property)
      if (!column) continue
      for (const { kind, rows } of kinds) {
        const change = column.kinds === 0 ? 'column_added' : 'type_changed'
        this.log({ property, column: column.name, change, before: kindNames(column.kinds), kind, rows }, now)
        column.kinds |= kind
      }
      setKinds.run({ kinds: BigInt(column.kinds), table: this.table, property })
    }
  }

  private log(entry: LogEntry, now: number): void {
    const { property, column, change, before, kind, rows } = entry
    const stored = { property, column, change, before, rows: BigInt(rows), newType: kindNames(kind) ?? 'null' }
    this.db
      .prepare(
        `insert into _schema_log (table_name, property, column_name, change, old_type, new_type, rows, at)
         values (@table, @property, @column, @change, @before, @newType, @rows, @now)`,
      )
      .run({ ...stored, table: this.table, now: BigInt(now) })
  }
}

interface LogEntry {
  property: string
  column: string | null
  change: 'column_added' | 'type_changed' | 'kept_in_raw'
  before: string | null
  kind: number
  rows: number
}
