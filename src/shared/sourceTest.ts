// A test of a source's form: what is asked for, and what one page of its answer was found to hold. Nothing of it is stored. Who asks the
// server: worker/probing; who may be asked, and with which token: main/duties/sourceTests.ts.
import { z } from 'zod'
import { surveySchema } from './filePreview'
import { columnTypes } from './imports'
import { jobErrorSchema } from './jobs/outcome'
import { pagesSchema, pullSettingsSchema } from './pullSettings'
import { paginatorSchema } from './sources'

/** What of a source's settings decides what its first page is. */
export const testedSettingsSchema = z
  .object({
    url: z.string().trim().max(2_000),
    recordsPath: z.string().trim().max(500),
    paginator: paginatorSchema,
    auth: z.enum(['none', 'bearer']),
    pull: pullSettingsSchema.optional(),
  })
  .strict()
export type TestedSettings = z.infer<typeof testedSettingsSchema>

export const sourceTestRequestSchema = z
  .object({
    settings: testedSettingsSchema,
    /** Of the source that is edited: its stored token is used where none is given, at the origin it was given for. */
    id: z.string().max(100).nullable(),
    token: z.string().max(8_192).optional(),
  })
  .strict()
export type SourceTestRequest = z.infer<typeof sourceTestRequestSchema>

/** A field that tells when a record changed, and what its values are compared as. */
const changesSchema = z.object({ field: z.string(), compare: z.enum(['time', 'integer']) })
export type FoundChanges = z.infer<typeof changesSchema>

/** What the values of a field would be stored as, were this type chosen for it. */
const asTypeSchema = z.object({
  type: z.enum(columnTypes),
  /** Of the records that were looked at, those whose value is no such one. */
  misfits: z.number(),
  /** Of the rows that are shown: as it would stand in its column, or, where it does not fit, as it came; cut, null for nothing. */
  cells: z.array(z.object({ text: z.string().nullable(), fits: z.boolean() })),
})
export type FoundAsType = z.infer<typeof asTypeSchema>

const foundListSchema = z.object({
  /** As recordsPath has it; '' for the answer itself. */
  path: z.string(),
  /** As far as was read. */
  count: z.number(),
  isWhole: z.boolean(),
  survey: surveySchema,
  /** Of each column of the survey, in its order: every type there is to choose. */
  asTypes: z.array(z.array(asTypeSchema)),
  changes: changesSchema.nullable(),
})
export type FoundList = z.infer<typeof foundListSchema>

/** How further pages are got. `at`: what told, a header or a path of the answer or of the address; null: nothing did. */
const foundPagesSchema = z.object({
  paginator: paginatorSchema,
  pages: pagesSchema.nullable(),
  at: z.string().nullable(),
})
export type FoundPages = z.infer<typeof foundPagesSchema>

/** Lists that are told of, the likeliest first. */
export const MOST_FOUND_LISTS = 6
/** Records of each list that are shown. */
export const FOUND_ROWS = 10

const answeredSchema = z.object({
  type: z.literal('answered'),
  status: z.number(),
  /** From asking to the whole answer. */
  ms: z.number(),
  /** Decoded. */
  bytes: z.number(),
  /** False: only the beginning of a large answer was looked at. */
  isWhole: z.boolean(),
  /** That of the asked path is among them where there is one. */
  lists: z.array(foundListSchema),
  pages: foundPagesSchema,
})

export const sourceTestSchema = z.discriminatedUnion('type', [
  answeredSchema,
  /** Codes are those of a run's errors. */
  z.object({ type: z.literal('failed'), error: jobErrorSchema }),
])
export type SourceTest = z.infer<typeof sourceTestSchema>
export type AnsweredTest = z.infer<typeof answeredSchema>
