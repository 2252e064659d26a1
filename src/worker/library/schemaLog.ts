// Decides what is written down when a source changes its shape: a column that was added to a table with rows, a value of a kind the column
// never held, a property that came too late for a column (PULL-17, PULL-18, D30). Nothing is dropped for it. Stored with the rows it is about.
import type { Column, Columns } from './columns'
import type { LibraryDb } from './database'
import { kindNames, kindOf } from './valueKinds'

interface NewKind {
  kind: number
  /** Since it was last written down. */
  rows: number
  /** Its entry, once it has one. */
  entry: bigint | null
}

/** Watches the rows of one run: a change that goes on over several pages is one entry, with the rows of all of them. */
export class SchemaWatch {
  private readonly added = new Set<string>()
  private readonly first = new Map<string, Column>()
  private readonly newKinds = new Map<string, NewKind[]>()
  private told = 0
  private readonly raw = new Map<string, NewKind>()

  /** `hasRows`: whether the table held rows before; a new table's columns are no change. */
  constructor(
    private readonly db: LibraryDb,
    private readonly table: string,
    private readonly hasRows: boolean,
  ) {}

  columnAdded(property: string): void {
    if (this.hasRows) this.added.add(property)
  }

  /** Called for a value whose kind its column has not held before this run, each time it comes. */
  newKind(property: string, column: Column, kind: number): void {
    if (column.kinds === 0 && !this.added.has(property)) {
      // What a column starts with is no change, and is not counted.
      column.kinds = kind
      column.settled = kind
      this.first.set(property, column)
      return
    }
    const known = this.newKinds.get(property) ?? []
    const same = known.find((one) => one.kind === kind)
    if (same) same.rows++
    else this.newKinds.set(property, [...known, { kind, rows: 1, entry: null }])
  }

  /** Called for a property that has no column. */
  keptInRaw(property: string, value: unknown): void {
    const known = this.raw.get(property)
    if (known) known.rows++
    else this.raw.set(property, { kind: kindOf(value), rows: 1, entry: null })
  }

  /** In the transaction of the rows, after the last of them. Returns how many changes were not on record yet. */
  store(columns: Columns, now: number): number {
    const before = this.told
    if (this.first.size > 0 || this.newKinds.size > 0) this.storeKinds(columns, now)
    for (const [property, seen] of this.raw) {
      if (!property.isWellFormed() || (seen.entry === null && this.isKnownRaw(property))) continue
      this.tell(seen, { property, column: null, change: 'kept_in_raw', before: null }, now)
    }
    return this.told - before
  }

  private isKnownRaw(property: string): boolean {
    const known = this.db
      .prepare(
        "select 1 from _schema_log where table_name = @table and property = @property and change = 'kept_in_raw'",
      )
      .pluck()
    return known.get({ table: this.table, property }) !== undefined
  }

  private storeKinds(columns: Columns, now: number): void {
    const setKinds = this.db.prepare(
      'update _columns set kinds = @kinds where table_name = @table and source_name = @property',
    )
    for (const [property, { kinds }] of this.first) setKinds.run({ kinds: BigInt(kinds), table: this.table, property })
    this.first.clear()
    for (const [property, seen] of this.newKinds) {
      const column = columns.get(property)
      if (!column) continue
      for (const one of seen) {
        const change = column.kinds === 0 ? 'column_added' : 'type_changed'
        this.tell(one, { property, column: column.name, change, before: kindNames(column.kinds) }, now)
        column.kinds |= one.kind
      }
      setKinds.run({ kinds: BigInt(column.kinds), table: this.table, property })
    }
  }

  private tell(seen: NewKind, entry: LogEntry, now: number): void {
    const rows = BigInt(seen.rows)
    seen.rows = 0
    if (seen.entry !== null) {
      this.db.prepare('update _schema_log set rows = rows + @rows where id = @entry').run({ rows, entry: seen.entry })
      return
    }
    const stored = { ...entry, rows, newType: kindNames(seen.kind) ?? 'null', table: this.table, now: BigInt(now) }
    const { lastInsertRowid } = this.db
      .prepare(
        `insert into _schema_log (table_name, property, column_name, change, old_type, new_type, rows, at)
         values (@table, @property, @column, @change, @before, @newType, @rows, @now)`,
      )
      .run(stored)
    seen.entry = BigInt(lastInsertRowid)
    this.told++
  }
}

interface LogEntry {
  property: string
  column: string | null
  change: 'column_added' | 'type_changed' | 'kept_in_raw'
  before: string | null
}
