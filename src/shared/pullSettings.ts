// What a person may set about how a source is pulled, beyond where it is and what its records are called. Everything has a default, so that
// a source without any of it is pulled with GET, page by page, and never deletes. Carried out by worker/pull.
import { z } from 'zod'
import { columnTypes } from './imports'
import { DAY_MS, MINUTE_MS, SECOND_MS } from './time'

/** Of requests to one origin, for all sources together, where a source sets none (PULL-23). */
export const DEFAULT_RATE = { perSecond: 5, atOnce: 4 }

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/
const HEADER_VALUE = /^[\t\x20-\x7e]{0,2000}$/
/** What authenticates has its own place (the keyring), and what frames a message is the HTTP layer's. */
const KEPT_HEADERS =
  /^(?:host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|content-length|content-encoding|accept-encoding|expect|range|origin|user-agent|if-(?:none-match|modified-since|match|unmodified-since|range)|proxy-.*)$/i
const SECRET_HEADERS = /auth|token|api[-_]?key|secret|password|cookie|credential|session/i
const SECRET_PARAMETERS =
  /^(?:api[-_]?key|apikey|key|(?:access|auth|id)[-_]?token|token|password|passwd|secret|client[-_]?secret)$/i

const pathSchema = z.string().trim().min(1).max(500)
const parameterSchema = z.string().trim().min(1).max(200)
const headerNameSchema = z.string().trim().regex(HEADER_NAME, 'header_name')
const limitSchema = z.number().int().min(1).max(100_000)

const headersSchema = z
  .record(z.string(), z.string())
  .refine(
    (headers) => Object.entries(headers).every(([name, value]) => HEADER_NAME.test(name) && HEADER_VALUE.test(value)),
    'header_invalid',
  )
  .refine((headers) => !Object.keys(headers).some((name) => SECRET_HEADERS.test(name)), 'header_secret')
  .refine((headers) => !Object.keys(headers).some((name) => KEPT_HEADERS.test(name)), 'header_kept')

const querySchema = z
  .record(parameterSchema, z.string().max(2_000))
  .refine((query) => !Object.keys(query).some((name) => SECRET_PARAMETERS.test(name)), 'query_secret')

/** Where further pages are (PULL-1). Parameters go into the query, or, when a POST has a body, into its top level. */
export const pagesSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('next_url'), path: pathSchema }),
  z.object({ type: z.literal('cursor'), path: pathSchema, param: parameterSchema }),
  z.object({ type: z.literal('cursor_header'), header: headerNameSchema, param: parameterSchema }),
  z.object({
    type: z.literal('page'),
    param: parameterSchema.default('page'),
    first: z.number().int().min(0).max(1).default(1),
    /** Sent with each request where given. */
    limitParam: parameterSchema.optional(),
    limit: limitSchema.optional(),
  }),
  z.object({
    type: z.literal('offset'),
    param: parameterSchema.default('offset'),
    limitParam: parameterSchema.default('limit'),
    limit: limitSchema.default(100),
  }),
  /** The next page follows the last record: its key, or another of its fields. */
  z.object({
    type: z.literal('keyset'),
    param: parameterSchema.default('since_id'),
    field: pathSchema.optional(),
    limitParam: parameterSchema.optional(),
    limit: limitSchema.optional(),
  }),
])
export type Pages = z.infer<typeof pagesSchema>

/** Asks only for what changed (PULL-6, PULL-7). */
export const incrementalSchema = z.object({
  /** Path, within a record, of its time or number of change. */
  field: pathSchema,
  param: parameterSchema,
  compare: z.enum(['time', 'integer', 'text']).default('time'),
  /** Times only: so much before the highest seen is read again. */
  lagMs: z
    .number()
    .int()
    .min(0)
    .max(1440 * MINUTE_MS)
    .default(60 * SECOND_MS),
  /** The source declares a stable ascending order: then the mark moves with every page, not only with a complete pass. */
  ascending: z.boolean().default(false),
})
export type Incremental = z.infer<typeof incrementalSchema>

/** Past both bounds nothing is deleted before the user was asked (PULL-15). */
const guard = {
  guardShare: z.number().min(0).max(1).default(0.2),
  guardRows: z.number().int().min(0).default(50),
}

export const deletesSchema = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('none') }),
  /** A record whose field is true, or holds anything but null, false, 0 and '', was deleted. */
  z.object({ mode: z.literal('tombstone'), field: pathSchema }),
  /** Another list of the same server names what was deleted. It is paged as the source is, and read after every pass. */
  z.object({
    mode: z.literal('tombstone_list'),
    /** Absolute, or relative to the source's address. */
    url: z.string().trim().min(1).max(2_000),
    recordsPath: z.string().trim().max(500).default(''),
    /** Path of the key within an entry; null: the entries are the keys. */
    keyField: pathSchema.nullable().default(null),
  }),
  /** What a complete pass did not bring was deleted (PULL-13, D29). Past both bounds the user is asked. */
  z.object({ mode: z.literal('full'), ...guard }),
  /** The list holds what is at most so old; what is younger and not in it was deleted, what is older stays. */
  z.object({
    mode: z.literal('window'),
    /** Property of a record that holds its time. */
    field: z.string().min(1).max(500),
    windowMs: z
      .number()
      .int()
      .min(MINUTE_MS)
      .max(3_660 * DAY_MS),
    ...guard,
  }),
])

/** What becomes of a record whose shape is not the table's: fits the table to it, the record is set aside, the value is left out, the run fails. */
const shapePolicySchema = z.enum(['evolve', 'set_aside', 'ignore', 'stop']).default('evolve')
export const shapesSchema = z.object({
  /** A property that has no column yet, in a table that has columns. Objects and lists are kept as JSON text, so they are no table of their own. */
  newField: shapePolicySchema,
  /** A value of a kind (number, text, true or false, object, list) that its column has not held. */
  typeChange: shapePolicySchema,
  /** A record without a property that has a column. `evolve` and `ignore`: its cell is empty. */
  missingField: shapePolicySchema,
})
export type Shapes = z.infer<typeof shapesSchema>

/** More columns no table has. */
const MOST_TYPES = 200
/**
 * What the values of a property are stored as, where a person chose so; the others as they come. What is no such value is kept in `_raw`, or
 * goes as `shapes.typeChange` says (PULL-17).
 */
const typesSchema = z
  .record(z.string().max(500), z.enum(columnTypes))
  .refine((types) => Object.keys(types).length <= MOST_TYPES, 'types_many')

/** How the stored secret is sent, when the source's `auth` says that it needs one. Basic: the secret is 'user:password'. */
export const tokenAsSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('bearer') }),
  z.object({ type: z.literal('basic') }),
  z.object({ type: z.literal('header'), name: headerNameSchema }),
])
export type TokenAs = z.infer<typeof tokenAsSchema>

export const pullSettingsSchema = z
  .object({
    method: z.enum(['GET', 'POST']).default('GET'),
    /** JSON text sent with POST; '' for none. */
    body: z.string().max(100_000).default(''),
    headers: headersSchema.default({}),
    query: querySchema.default({}),
    tokenAs: tokenAsSchema.default({ type: 'bearer' }),
    /** null: the source's own `paginator`. */
    pages: pagesSchema.nullable().default(null),
    /** Other origins that a next page may be on; neither token nor headers are sent there (PULL-3). */
    nextOrigins: z.array(z.url().max(300)).max(20).default([]),
    incremental: incrementalSchema.nullable().default(null),
    deletes: deletesSchema.default({ mode: 'none' }),
    /** What is done about records of another shape (PULL-17). */
    shapes: shapesSchema.prefault({}),
    types: typesSchema.default({}),
    /** The source declares that what is new or changed comes first: an unchanged first page is the whole answer (D31). */
    newestFirst: z.boolean().default(false),
    /** null: 5 requests a second and 4 at once for an origin, none for this computer (PULL-23). */
    rate: z
      .object({ perSecond: z.number().min(0.01).max(100), atOnce: z.number().int().min(1).max(16) })
      .nullable()
      .default(null),
    maxPages: z.number().int().min(1).max(100_000).default(10_000),
    /** Cap of one page, decoded (PULL-25). */
    maxPageMiB: z.number().int().min(1).max(4_096).default(64),
    /** Raised by "re-pull everything": validators and marks of earlier rounds are not used (PULL-8). */
    round: z.number().int().min(0).default(0),
  })
  .strict()
  // A list of changes is never the full set: sweeping after it would take every row that did not change.
  .refine((pull) => !(pull.incremental && (pull.deletes.mode === 'full' || pull.deletes.mode === 'window')), {
    path: ['deletes'],
    message: 'full_with_incremental',
  })
  .refine((pull) => !(pull.newestFirst && (pull.deletes.mode === 'full' || pull.deletes.mode === 'window')), {
    path: ['newestFirst'],
    message: 'newest_first_with_full',
  })
  // Its age is read from the table: as anything but what came it may be none.
  .refine((pull) => !(pull.deletes.mode === 'window' && Object.hasOwn(pull.types, pull.deletes.field)), {
    path: ['types'],
    message: 'types_of_window',
  })
  .refine((pull) => pull.body === '' || isJsonObject(pull.body), { path: ['body'], message: 'body_not_json' })
/** Complete: every default filled in. */
export type PullSettings = z.infer<typeof pullSettingsSchema>
/** As a person gives it: anything may be missing. */
export type PullChoices = z.input<typeof pullSettingsSchema>

/** Fills in the defaults. Throws ZodError for what the schema refuses. */
export function pullSettingsOf(choices: PullChoices | undefined): PullSettings {
  return pullSettingsSchema.parse(choices ?? {})
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
