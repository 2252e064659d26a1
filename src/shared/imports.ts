// How a file that is imported is to be read: what was found in it and what a person chose over that (IMP-1, IMP-2). Who finds it:
// worker/imports/detect.ts; who reads by it: worker/handlers/fileImport.ts. Stored in the input of the job.
import { z } from 'zod'

export const importFormats = ['csv', 'json', 'ndjson'] as const
export type ImportFormat = (typeof importFormats)[number]

export const importEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const
export type ImportEncoding = (typeof importEncodings)[number]

/** What the cells of a column of a CSV file are read as. What is no such value stays text, unless a person chose the type. */
export const columnTypes = ['text', 'integer', 'number', 'boolean'] as const
export type ColumnType = (typeof columnTypes)[number]

/** One printable ASCII character, or a tab. */
const sign = z.string().regex(/^[\t\x20-\x7e]$/)

export const readingSchema = z
  .object({
    format: z.enum(importFormats),
    isGzip: z.boolean(),
    encoding: z.enum(importEncodings),
    /** GeoJSON: a row is a feature, its properties and its geometry are the columns. */
    isGeo: z.boolean(),
    /** Of CSV. Without a quote no cell can hold a delimiter or a line end. `escape` equals `quote` where a quote in a cell is doubled. */
    delimiter: sign,
    quote: sign.nullable(),
    escape: sign,
    hasHeader: z.boolean(),
    /** Types that a person chose, by column: a cell that is no such value sets its row aside. */
    types: z.record(z.string().max(200), z.enum(columnTypes)),
    /** Of JSON: path of property names to the list, '' for the top level. */
    recordsPath: z.string().max(500),
    /** The person knows that it unpacks to very much (IMP-10). */
    mayBeHuge: z.boolean(),
  })
  .strict()
export type Reading = z.infer<typeof readingSchema>

/** Chosen by a person; what is missing is found in the file. */
export const readingChoiceSchema = readingSchema.partial()
export type ReadingChoice = z.infer<typeof readingChoiceSchema>

export const plainJson: Reading = {
  format: 'json',
  isGzip: false,
  encoding: 'utf-8',
  isGeo: false,
  delimiter: ',',
  quote: '"',
  escape: '"',
  hasHeader: true,
  types: {},
  recordsPath: '',
  mayBeHuge: false,
}

/** Why a record of a file became no row (IMP-5). */
export const asideCodes = [
  'no_key',
  'too_few_cells',
  'too_many_cells',
  'bad_value',
  'bad_quotes',
  'unclosed_quote',
  'not_utf8',
  'bad_json',
  'record_too_large',
  'record_too_deep',
] as const
export type AsideCode = (typeof asideCodes)[number]

/** More than this, or more than a hundred times its size, is not unpacked before the person was asked (IMP-10). */
export const MOST_UNPACKED_BYTES = 20 * 1024 ** 3
export const MOST_UNPACKED_RATIO = 100
/** Text that compresses a hundred times is ordinary while it is short. */
export const SMALL_UNPACKED_BYTES = 64 * 1024 ** 2

/** An import that had the very same content, and is over. */
export interface EarlierImport {
  table: string
  /** ms UTC. */
  finishedAt: number
  rows: number
}

/** What is known of the records an import set aside. */
export interface AsideSummary {
  /** Offered for a file of them. */
  name: string
  format: 'csv' | 'json'
  count: number
  /** Whether each of them is kept with its text. */
  isWhole: boolean
  reasons: { code: AsideCode; count: number }[]
}
