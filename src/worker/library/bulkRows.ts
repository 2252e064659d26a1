// A table that takes the rows of a file one by one: as values, or as they stand in its bytes. It lives as long as one transaction. How rows are
// written, and when one counts as changed, is rowWriter.ts's.
import type { FoundCells } from '../parse/foundCells'
import { readColumns } from './columns'
import type { LibraryDb } from './database'
import { RowWriter } from './rowWriter'
import { SchemaWatch } from './schemaLog'
import { count, hasRows, makeTable, type TableSpec, tableNamed, type WriteCounts } from './tables'

export interface BulkTable {
  /** Adds columns for properties the table has not seen; call before rows that have them. */
  know: (properties: Iterable<string>) => void
  /** One row. `properties` and `values` go together; a value that is undefined is missing, null is an explicit null (F159). */
  put: (key: string, properties: readonly string[], values: readonly unknown[]) => void
  /**
   * One row as it stands in bytes: its cells begin at `from`, its key is `key` or, where that is a number, the cell of that place. False:
   * nothing was put, because it takes values to do so. A cell that is no text and no integer is no key here.
   */
  putFound: (key: string | number, cells: FoundCells, from: number) => boolean
  /** What became of all rows so far; call once, after the last. */
  finish: () => WriteCounts
}

export function openBulkTable(db: LibraryDb, asked: TableSpec, now: number): BulkTable {
  const table = tableNamed(db, asked.table)
  makeTable(db, { ...asked, table }, now)
  const columns = readColumns(db, table)
  const watch = new SchemaWatch(db, table, hasRows(db, table))
  const writer = new RowWriter(db, { table, columns, types: null }, watch)
  writer.begin(now)
  return {
    know: (properties) => writer.know(properties),
    put: (key, properties, values) => writer.put(key, properties, values),
    putFound: (key, cells, from) => writer.putFound(key, cells, from),
    finish: () => {
      const counts = writer.take()
      watch.store(columns, now)
      if (counts.inserted + counts.updated > 0) count(db, table, counts.inserted, now)
      return counts
    },
  }
}
