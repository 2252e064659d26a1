// Calls to the reader process: read-only, paged looks at library.db and imports.db (D9). At most 500 rows and 1 MB a reply (F90).
import { z } from 'zod'

export const libraryFiles = ['library', 'imports'] as const

export interface TableView {
  file: (typeof libraryFiles)[number]
  table: string
  sourceId: string | null
  columns: string[]
  /** Exact up to 10,000, else the table's stored estimate with `rowsAreEstimate`. */
  rows: number
  rowsAreEstimate: boolean
  changedAt: number | null
}

/** A cell as the page may show it: text is cut at 2,000 characters, `more` says so; integers beyond 2^53 come as text. */
export type CellView = { type: 'null' } | { type: 'number' | 'text' | 'blob'; text: string; more?: boolean }

export interface RowView {
  /** Cursor of this row. */
  cursor: string
  cells: CellView[]
  deleted: boolean
}

export const rowsRequestSchema = z
  .object({
    file: z.enum(libraryFiles),
    table: z.string().max(200),
    limit: z.number().int().min(1).max(500),
    after: z.string().max(500).nullable(),
  })
  .strict()
export type RowsRequest = z.infer<typeof rowsRequestSchema>
export interface RowsPage {
  columns: string[]
  rows: RowView[]
  next: string | null
}

/** One value of one row. `cursor`: the row's own. */
export const cellRequestSchema = z
  .object({
    file: z.enum(libraryFiles),
    table: z.string().max(200),
    cursor: z.string().max(500),
    column: z.string().max(500),
  })
  .strict()
export type CellRequest = z.infer<typeof cellRequestSchema>
/** A text value, whole up to 8 MiB. */
export interface CellText {
  text: string
  isCut: boolean
}

export const toReaderSchema = z.discriminatedUnion('call', [
  z.object({ call: z.literal('hello'), id: z.number(), library: z.string(), imports: z.string() }),
  z.object({ call: z.literal('tables'), id: z.number() }),
  z.object({ call: z.literal('rows'), id: z.number(), request: rowsRequestSchema }),
  z.object({ call: z.literal('cell'), id: z.number(), request: cellRequestSchema }),
])
export type ToReader = z.infer<typeof toReaderSchema>

/** Every request is answered by exactly one of these. */
export type FromReader =
  | { id: number; ok: true; value: unknown }
  | { id: number; ok: false; code: string; message: string }
