// Decides what is written down when a source changes its shape: a column that was added to a table with rows, a value of a kind the column
// never held, a property that came too late for a column, a type that a person chose and what is no such value (PULL-17, PULL-18, D30).
// Nothing is dropped for it. Stored with the rows it is about.
import type { Column, Columns } from './columns'
import type { LibraryDb } from './database'
import { kindNames, kindOf } from './valueKinds'

interface Counted {
  /** Since it was last written down. */
  rows: number
  /** Its entry, once it has one. */
  entry: bigint | null
}

interface NewKind extends Counted {
  kind: number
}

interface KeptInRaw extends NewKind {
  /** null: there is none for it. */
  column: Column | null
}

/** What a column's values were before somebody chose otherwise. */
interface Choice extends Counted {
  before: string | null
}

/** Watches the rows of one run: a change that goes on over several pages is one entry, with the rows of all of them. */
export class SchemaWatch {
  private readonly added = new Set<string>()
  private readonly first = new Map<string, Column>()
  private readonly newKinds = new Map<string, NewKind[]>()
  private told = 0
  private readonly raw = new Map<string, KeptInRaw>()
  private readonly choices = new Map<string, Choice>()

  /** `hasRows`: whether the table held rows before; a new table's columns are no change. */
  constructor(
    private readonly db: LibraryDb,
    private readonly table: string,
    private readonly hasRows: boolean,
  ) {}

  columnAdded(property: string): void {
    if (this.hasRows) this.added.add(property)
  }

  /** Called before the first row: the column's values are of another type from now on, because a person chose so. */
  typeChosen(property: string, column: Column): void {
    if (!this.hasRows) return
    this.choices.set(property, { before: column.chosen ?? kindNames(column.kinds), rows: 0, entry: null })
    // So that every value that comes is told of: it is part of that change, and no other.
    column.settled = 0
  }

  /** Called for a value whose kind its column has not held before this run, each time it comes. */
  newKind(property: string, column: Column, kind: number): void {
    const choice = this.choices.get(property)
    if (choice) {
      choice.rows++
      column.kinds |= kind
      return
    }
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

  /** Called for a value that goes to `_raw`: its property has no column, or it is no value of the type that was chosen for it. */
  keptInRaw(property: string, value: unknown, column: Column | null = null): void {
    const known = this.raw.get(property)
    if (known) known.rows++
    else this.raw.set(property, { kind: kindOf(value), column, rows: 1, entry: null })
  }

  /** In the transaction of the rows, after the last of them. Returns how many changes were not on record yet. */
  store(columns: Columns, now: number): number {
    const before = this.told
    if (this.choices.size > 0) this.storeChoices(columns, now)
    if (this.first.size > 0 || this.newKinds.size > 0) this.storeKinds(columns, now)
    for (const [property, seen] of this.raw) {
      if (!property.isWellFormed() || (seen.entry === null && this.isKnownRaw(property))) continue
      const { column } = seen
      const about = { property, column: column?.name ?? null, before: column?.chosen ?? null }
      this.tell(seen, { ...about, change: 'kept_in_raw', after: kindNames(seen.kind) ?? 'null' }, now)
    }
    return this.told - before
  }

  /** Since its type was last chosen, if it ever was. */
  private isKnownRaw(property: string): boolean {
    const known = this.db
      .prepare(
        `select change = 'kept_in_raw' from _schema_log
         where table_name = @table and property = @property and change in ('kept_in_raw', 'type_chosen')
         order by id desc limit 1`,
      )
      .pluck()
    return known.get({ table: this.table, property }) === 1
  }

  private storeChoices(columns: Columns, now: number): void {
    for (const [property, choice] of this.choices) {
      const column = columns.get(property)
      if (!column) continue
      const { before } = choice
      this.tell(
        choice,
        { property, column: column.name, change: 'type_chosen', before, after: column.chosen ?? 'found' },
        now,
      )
      this.setKinds(property, column.kinds)
    }
  }

  private setKinds(property: string, kinds: number): void {
    this.db
      .prepare('update _columns set kinds = @kinds where table_name = @table and source_name = @property')
      .run({ kinds: BigInt(kinds), table: this.table, property })
  }

  private storeKinds(columns: Columns, now: number): void {
    for (const [property, { kinds }] of this.first) this.setKinds(property, kinds)
    this.first.clear()
    for (const [property, seen] of this.newKinds) {
      const column = columns.get(property)
      if (!column) continue
      for (const one of seen) {
        const change = column.kinds === 0 ? 'column_added' : 'type_changed'
        const kinds = { before: kindNames(column.kinds), after: kindNames(one.kind) ?? 'null' }
        this.tell(one, { property, column: column.name, change, ...kinds }, now)
        column.kinds |= one.kind
      }
      this.setKinds(property, column.kinds)
    }
  }

  private tell(seen: Counted, entry: LogEntry, now: number): void {
    const rows = BigInt(seen.rows)
    seen.rows = 0
    if (seen.entry !== null) {
      this.db.prepare('update _schema_log set rows = rows + @rows where id = @entry').run({ rows, entry: seen.entry })
      return
    }
    const stored = { ...entry, rows, table: this.table, now: BigInt(now) }
    const { lastInsertRowid } = this.db
      .prepare(
        `insert into _schema_log (table_name, property, column_name, change, old_type, new_type, rows, at)
         values (@table, @property, @column, @change, @before, @after, @rows, @now)`,
      )
      .run(stored)
    seen.entry = BigInt(lastInsertRowid)
    this.told++
  }
}

interface LogEntry {
  property: string
  column: string | null
  change: 'column_added' | 'type_changed' | 'kept_in_raw' | 'type_chosen'
  before: string | null
  after: string
}
