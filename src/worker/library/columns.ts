// Decides which column of a table holds which property, and adds columns as properties appear, up to 200; the rest of a record goes
// to `_raw` (D30, F158). The mapping is in `_columns`. Names: ident.ts. Rows: tables.ts.
import { type ColumnType, columnTypes } from '@shared/imports'
import type { LibraryDb } from './database'
import { columnNameFor, foldName, ident, tableIdent } from './ident'

export const MOST_COLUMNS = 200

export interface Column {
  ordinal: number
  name: string
  /** Bits of the kinds of value it has held (valueKinds.ts). */
  kinds: number
  /** Those it held before this run: the others are counted as they come (schemaLog.ts). */
  settled: number
  /** What its values are stored as because a person chose so (chosenTypes.ts); null: as they come. */
  chosen: ColumnType | null
}

/** Property name → column, as of this transaction. A Map, because a property may be called `__proto__` (F171). */
export type Columns = Map<string, Column>

/** In the order of their ordinals. A file that nobody has written since the app is a newer one is read as it is: it lacks the last two. */
export function readColumns(db: LibraryDb, table: string): Columns {
  const rows = db
    .prepare<{ table: string }, StoredColumn>('select * from _columns where table_name = @table order by ordinal')
    .all({ table })
  return new Map(
    rows.map(({ source_name, ordinal, column_name, kinds = 0, chosen = null }) => [
      source_name,
      {
        ordinal,
        name: column_name,
        kinds,
        settled: kinds,
        chosen: columnTypes.find((type) => type === chosen) ?? null,
      },
    ]),
  )
}

interface StoredColumn {
  source_name: string
  ordinal: number
  column_name: string
  kinds?: number
  chosen?: string | null
}

/** Adds a column for each property the table has not seen, while there is room. Returns those that were added. */
export function addColumns(
  db: LibraryDb,
  table: string,
  columns: Columns,
  properties: Iterable<string>,
  now: number,
): ReadonlyMap<string, Column> {
  const added = new Map<string, Column>()
  const taken = new Set([...columns.values()].map((column) => foldName(column.name)))
  const insert = db.prepare(
    `insert into _columns (table_name, ordinal, source_name, column_name, folded_name, added_at)
     values (@table, @ordinal, @property, @name, @folded, @now)`,
  )
  for (const property of properties) {
    if (columns.size >= MOST_COLUMNS) break
    if (columns.has(property) || !property.isWellFormed()) continue
    const name = columnNameFor(property, taken)
    const ordinal = columns.size + 1
    db.exec(`alter table ${tableIdent(table)} add column ${ident(name)} any`)
    insert.run({ table, ordinal: BigInt(ordinal), property, name, folded: foldName(name), now: BigInt(now) })
    taken.add(foldName(name))
    const column: Column = { ordinal, name, kinds: 0, settled: 0, chosen: null }
    columns.set(property, column)
    added.set(property, column)
  }
  return added
}
