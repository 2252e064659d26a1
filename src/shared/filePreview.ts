// What a sample of records was found to be like, and what the beginning of a file was found to hold: shown before anything is imported or
// pulled. Found by worker/computing; which computation gives it: computeMessages.ts.
import { z } from 'zod'
import { readingSchema } from './imports'

/** Columns and rows that a preview shows; the rest is counted. */
export const PREVIEW_COLUMNS = 60
export const PREVIEW_ROWS = 100

const cellTypes = ['text', 'integer', 'number', 'boolean', 'object', 'list'] as const
export type PreviewType = (typeof cellTypes)[number]

export const surveySchema = z.object({
  /** Rows that types and keys were found from. */
  rowsSeen: z.number(),
  /** The first 60, in the order in which they appear. `types` without null, most frequent first; `filled`: rows with a value. */
  columns: z.array(z.object({ name: z.string(), types: z.array(z.enum(cellTypes)), filled: z.number() })),
  columnCount: z.number(),
  /** Properties that every row seen has, each value once: the likeliest to identify a row first. */
  keys: z.array(z.string()),
  /** Whether the first of `keys` is named as such a property is. Being unique so far proves little. */
  keyIsLikely: z.boolean(),
  /** The first 100, a text per column, cut at 200 characters; null for null and for what is not there. */
  rows: z.array(z.array(z.string().nullable())),
})
export type Survey = z.infer<typeof surveySchema>

export const previewSchema = surveySchema.extend({
  /** As it was read for this preview: what was found in it, and over that what was asked for. */
  reading: readingSchema,
  /** It unpacks to so much that the person should be asked (IMP-10). */
  isSuspicious: z.boolean(),
  /** Records of what was read that would be set aside. */
  asideSeen: z.number(),
  /** From the start of the file; the whole of it where `isWhole`. */
  bytesRead: z.number(),
  isWhole: z.boolean(),
  /** It is whole and ends in the middle of its JSON: an import keeps the rows before that. */
  endsEarly: z.boolean(),
  /** The lists that were found, the likeliest first; `rows` as far as was read. Paths as the import takes them, '' for the top. */
  lists: z.array(z.object({ path: z.string(), rows: z.number(), isWhole: z.boolean() })),
  /** The list that the rest is about; null where none was found in what was read, and none was asked for. */
  recordsPath: z.string().nullable(),
})
export type FilePreview = z.infer<typeof previewSchema>
