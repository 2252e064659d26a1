// Calls to the reader process: read-only, paged looks at library.db and imports.db (D9). At most 500 rows and 1 MB a reply (F90).
import { z } from 'zod'

export const libraryFiles = ['library', 'imports'] as const

export interface TableView {
  file: (typeof libraryFiles)[number]
  table: string
  sourceId: string | null
  /** What its rows are known by; null: their place. */
  keyField: string | null
  columns: string[]
  /** Exact up to 10,000, else the table's stored estimate with `rowsAreEstimate`. */
  rows: number
  rowsAreEstimate: boolean
  changedAt: number | null
  /** Of what a person may want to look at: when the table last changed its shape, and how many records are set aside. */
  shapeChangedAt: number | null
  setAside: number
}

/** A cell as the page may show it: text is cut at 2,000 characters, `more` says so; integers beyond 2^53 come as text. */
export type CellView = { type: 'null' } | { type: 'number' | 'text' | 'blob'; text: string; more?: boolean }

export interface RowView {
  /** Cursor of this row. */
  cursor: string
  cells: CellView[]
  deleted: boolean
}

/** What may have happened to a row since somebody looked: stored first, content changed, no longer at the source. */
export const rowNews = ['new', 'changed', 'gone'] as const
export type RowNews = (typeof rowNews)[number]

/** `window`: the list speaks only of rows whose time in that field is younger; null: of every row. */
const heldLookSchema = z
  .object({
    window: z
      .object({ field: z.string().max(500), windowMs: z.number().positive() })
      .strict()
      .nullable(),
  })
  .strict()

export const rowsRequestSchema = z
  .object({
    file: z.enum(libraryFiles),
    table: z.string().max(200),
    limit: z.number().int().min(1).max(500),
    after: z.string().max(500).nullable(),
    /** Missing: in the order in which the rows were first stored. */
    sort: z
      .object({ column: z.string().max(200), descending: z.boolean() })
      .strict()
      .optional(),
    /** Text that one of the columns holds, whatever its case; missing or '': every row. */
    search: z.string().max(200).optional(),
    /** Only what happened to a row after `since`, ms UTC. */
    only: z
      .object({ what: z.enum(rowNews), since: z.number() })
      .strict()
      .optional(),
    /** Only rows that the list of their source no longer has and that are not marked as gone: what a held deletion is about (D29). */
    held: heldLookSchema.optional(),
  })
  .strict()
export type RowsRequest = z.infer<typeof rowsRequestSchema>
export interface RowsPage {
  columns: string[]
  rows: RowView[]
  /** With a search a page may be short, even empty, and still not the last. */
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

export const aboutRequestSchema = z
  .object({ file: z.enum(libraryFiles), table: z.string().max(200), since: z.number() })
  .strict()
export type AboutRequest = z.infer<typeof aboutRequestSchema>

/** A record that could not become a row. */
export interface SetAsideView {
  page: string
  position: number
  reason: string
  bytes: number
  /** Its first 2,000 characters; null where it was too large to keep. */
  record: string | null
  at: number
}

export interface SchemaChangeView {
  property: string
  change: string
  oldType: string | null
  newType: string
  rows: number
  at: number
}

/** What is known of one table beside its rows; the latest 100 of each list. */
export interface TableAbout {
  /** null for a table without a source, or not pulled yet. */
  pull: { checkedAt: number | null; changedAt: number | null; mark: string | null; heldDeletes: number } | null
  setAside: SetAsideView[]
  setAsideCount: number
  schemaChanges: SchemaChangeView[]
  /** Rows since `since`; null for a table too long to count. */
  news: Record<RowNews, number> | null
}

export const toReaderSchema = z.discriminatedUnion('call', [
  z.object({ call: z.literal('hello'), id: z.number(), library: z.string(), imports: z.string() }),
  z.object({ call: z.literal('tables'), id: z.number() }),
  z.object({ call: z.literal('rows'), id: z.number(), request: rowsRequestSchema }),
  z.object({ call: z.literal('about'), id: z.number(), request: aboutRequestSchema }),
  z.object({ call: z.literal('cell'), id: z.number(), request: cellRequestSchema }),
  /** Imports that are over, of files of so many bytes. */
  z.object({ call: z.literal('importsOf'), id: z.number(), bytes: z.number() }),
  /** What an import set aside. */
  z.object({ call: z.literal('aside'), id: z.number(), jobId: z.string() }),
])
export type ToReader = z.infer<typeof toReaderSchema>

/** Every request is answered by exactly one of these. */
export type FromReader =
  /** `damaged`: files that met damage; a list of tables leaves theirs out. */
  | { id: number; ok: true; value: unknown; damaged?: TableView['file'][] }
  | { id: number; ok: false; code: string; message: string; damaged?: TableView['file'][] }
