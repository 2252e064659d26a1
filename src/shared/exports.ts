// A table written to a file of the user's: what a page asks for, how far it is, and the words between main and the process that writes.
// Paths stand only in the latter. Who writes: worker/exporting. Who watches: main/runner/exportProcess.
import { z } from 'zod'
import { libraryFiles } from './readerMessages'

/** `csv_bom` begins with a byte order mark: some spreadsheets read it as UTF-8 only then. */
export const exportFormats = ['csv', 'csv_bom', 'json'] as const
export type ExportFormat = (typeof exportFormats)[number]

export const exportChoiceSchema = z
  .object({ file: z.enum(libraryFiles), table: z.string().min(1).max(200), format: z.enum(exportFormats) })
  .strict()
export type ExportChoice = z.infer<typeof exportChoiceSchema>

export interface ExportState {
  state: 'running' | 'done' | 'cancelled' | 'failed'
  /** The file's name, without its folder. */
  name: string
  rows: number
  /** Of a failed one: 'disk_full', 'not_writable', 'unknown_table' or 'export_failed'. */
  code: string | null
}

/** To the process that writes: one, and then it ends. */
const target = {
  call: z.literal('export'),
  id: z.number(),
  /** Of the library file. */
  library: z.string(),
  /** Written first, in the same folder; it becomes `path` when it is whole. */
  partial: z.string(),
  path: z.string(),
}
export const toExporterSchema = z.union([
  z.object({ ...target, table: z.string(), format: z.enum(exportFormats) }).strict(),
  /** What an import set aside, by its job. */
  z.object({ ...target, asideOf: z.string() }).strict(),
])
export type ToExporter = z.infer<typeof toExporterSchema>

export const fromExporterSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('running'), rows: z.number() }),
  z.object({ state: z.literal('done'), rows: z.number() }),
  z.object({ state: z.literal('failed'), code: z.string(), message: z.string() }),
])
export type FromExporter = z.infer<typeof fromExporterSchema>
