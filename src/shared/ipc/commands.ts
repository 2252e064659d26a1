// Everything a page may ask of main: name → input schema and output type. What is not here does not exist for the renderer.
// Who answers: main/ipc/handlers. Each call is checked for name, sender and input in one place (main/ipc/register.ts).
import { z } from 'zod'
import type { News } from '../core'
import { type DestinationView, destinationSettingsSchema } from '../destinations'
import { type DeviceReading } from '../device'
import { type ChosenFolder, downloadRequestSchema } from '../downloads'
import { type ExportState, exportChoiceSchema } from '../exports'
import type { FilePreview } from '../filePreview'
import { type AsideSummary, type EarlierImport, readingChoiceSchema, readingSchema } from '../imports'
import { constraintChoicesSchema } from '../jobs/constraints'
import { figuresRequestSchema, type JobFigures } from '../jobs/figures'
import { type JobView, jobQuerySchema, type Page } from '../jobs/job'
import { type OccurrenceView, occurrenceQuerySchema } from '../jobs/occurrence'
import type { RunLog } from '../jobs/runLog'
import { noticeActs, noticeNames } from '../notices'
import {
  LONGEST_TYPED,
  MOST_IDS,
  type OutboxCounts,
  type OutboxItemDetail,
  type OutboxItemView,
  outboxActs,
  outboxExportFormats,
  outboxQuerySchema,
} from '../outbox'
import { type Preferences, preferencesChangeSchema, SHORTEST_INTERVAL_MS } from '../preferences'
import type { Pause } from '../queue'
import {
  aboutRequestSchema,
  cellRequestSchema,
  type RowsPage,
  rowsRequestSchema,
  type TableAbout,
  type TableView,
} from '../readerMessages'
import { type SourceView, sourceSettingsSchema } from '../sources'
import { type SourceTest, sourceTestRequestSchema } from '../sourceTest'
import type { Summary } from '../summary'
import { HOUR_MS } from '../time'
import type { AppInfo, ChosenFile, Question, WholeValue } from './answers'

const id = z.object({ id: z.string().max(100) }).strict()
const nothing = z.object({}).strict()

export const pauseScopeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('all') }),
  z.object({ type: z.literal('source'), id: z.string() }),
  z.object({ type: z.literal('kind'), kind: z.string() }),
  z.object({ type: z.literal('job'), id: z.string() }),
])

/** Each period, where the device is like this; null: once. */
const repeat = z
  .object({
    everyMs: z
      .number()
      .int()
      .min(SHORTEST_INTERVAL_MS)
      .max(168 * HOUR_MS),
    constraints: constraintChoicesSchema,
  })
  .strict()
  .nullable()

export const commandInputs = {
  'app.info': nothing,
  'app.openPreferences': nothing,
  'app.quit': nothing,
  'app.questions': nothing,
  'app.answer': z.object({ id: z.enum(['startAtLogin', 'noTray']), answer: z.enum(['yes', 'no']) }).strict(),
  /** What a notice of the summary offers to do. */
  'notices.act': z.object({ name: z.enum(noticeNames), act: z.enum(noticeActs) }).strict(),
  'summary.get': nothing,
  'device.get': nothing,
  'jobs.query': jobQuerySchema,
  'jobs.count': jobQuerySchema,
  'jobs.get': id,
  'jobs.runNow': id,
  'jobs.cancel': id,
  'jobs.retry': id,
  'jobs.skipNext': id,
  'jobs.stop': id,
  'jobs.figures': figuresRequestSchema,
  'jobs.liveLog': z.object({ jobId: z.string().max(100) }).strict(),
  'runs.log': z.object({ occurrenceId: z.string().max(100) }).strict(),
  'pauses.set': z.object({ scope: pauseScopeSchema, until: z.number().nullable() }).strict(),
  'pauses.clear': z.object({ scope: pauseScopeSchema }).strict(),
  'history.query': occurrenceQuerySchema,
  'news.get': nothing,
  'news.seen': nothing,
  'sources.list': nothing,
  'sources.add': z.object({ settings: sourceSettingsSchema, token: z.string().max(8_192).optional() }).strict(),
  'sources.edit': z.object({ id: z.string(), settings: sourceSettingsSchema }).strict(),
  'sources.setEnabled': z.object({ id: z.string(), enabled: z.boolean() }).strict(),
  'sources.remove': z.object({ id: z.string(), withRows: z.boolean() }).strict(),
  'sources.syncNow': z.object({ id: z.string().nullable() }).strict(),
  /** Asks for one page and stores nothing. */
  'sources.test': sourceTestRequestSchema,
  /** To deletions that are held (D29). `upToRows`: as many as the person was told of. */
  'sources.answerDeletes': z
    .object({ id: z.string().max(100), answer: z.enum(['delete', 'keep']), upToRows: z.number().int().min(1) })
    .strict(),
  'sources.signIn': z.object({ id: z.string(), token: z.string().min(1).max(8_192) }).strict(),
  'sources.signOut': id,
  'sample.add': nothing,
  'sample.sendReports': z.object({ count: z.number().int().min(1).max(100) }).strict(),
  'imports.chooseFile': nothing,
  /** Looks at the beginning of the file. `choice`: how the person wants it read; the rest is found. */
  'imports.preview': z.object({ handle: z.string(), choice: readingChoiceSchema }).strict(),
  /** Imports of the very same content that are over (IMP-8). */
  'imports.earlier': z.object({ handle: z.string() }).strict(),
  'imports.start': z
    .object({
      handle: z.string(),
      table: z.string().trim().min(1).max(200),
      keyField: z.string().trim().max(200).nullable(),
      reading: readingSchema,
      isTrial: z.boolean(),
    })
    .strict(),
  'downloads.chooseFolder': nothing,
  'downloads.start': downloadRequestSchema,
  'destinations.list': nothing,
  'destinations.add': z
    .object({ settings: destinationSettingsSchema, token: z.string().min(1).max(8_192).optional() })
    .strict(),
  'destinations.edit': z.object({ id: z.string(), settings: destinationSettingsSchema }).strict(),
  'destinations.remove': id,
  'destinations.signIn': z.object({ id: z.string(), token: z.string().min(1).max(8_192) }).strict(),
  /** What an import set aside; null where it set nothing aside, or is not known. */
  'imports.aside': z.object({ jobId: z.string() }).strict(),
  /** Asks where to, then writes what was set aside there: in the format of its file, with the reasons. */
  'imports.saveAside': z.object({ jobId: z.string() }).strict(),
  'outbox.counts': nothing,
  'outbox.list': outboxQuerySchema,
  'outbox.item': id,
  'outbox.add': z
    .object({
      destinationId: z.string(),
      body: z.string().min(1).max(LONGEST_TYPED),
      label: z.string().trim().min(1).max(200),
      /** What its order is kept by, now and, by the name of a field, in each period. */
      entity: z.string().max(200).nullable(),
      entityField: z.string().trim().max(200).nullable(),
      repeat,
    })
    .strict(),
  'outbox.chooseFiles': nothing,
  'outbox.addFiles': z
    .object({
      destinationId: z.string(),
      handles: z.array(z.string().max(100)).min(1).max(100),
      as: z.enum(['records', 'files']),
      entityField: z.string().trim().max(200).nullable(),
      repeat,
    })
    .strict(),
  'outbox.act': z.object({ act: z.enum(outboxActs), ids: z.array(z.string().max(100)).min(1).max(MOST_IDS) }).strict(),
  'outbox.edit': z.object({ id: z.string(), body: z.string().min(1).max(LONGEST_TYPED) }).strict(),
  /** Asks where to. */
  'outbox.export': z
    .object({ ids: z.array(z.string().max(100)).min(1).max(MOST_IDS), format: z.enum(outboxExportFormats) })
    .strict(),
  'data.tables': nothing,
  'data.rows': rowsRequestSchema,
  'data.about': aboutRequestSchema,
  /** Asks where to, then writes the table there. */
  'data.export': exportChoiceSchema,
  'data.exportState': id,
  'data.exportCancel': id,
  /** Shows the written file in the system's file manager. */
  'data.exportShow': id,
  'data.cell': cellRequestSchema,
  /** The Data view is gone: its reader process may end. */
  'data.close': nothing,
  'preferences.get': nothing,
  'preferences.set': preferencesChangeSchema,
} as const

export type CommandName = keyof typeof commandInputs
export type CommandInput<N extends CommandName> = z.input<(typeof commandInputs)[N]>
export type ParsedInput<N extends CommandName> = z.output<(typeof commandInputs)[N]>

type Done = Record<string, never>

export interface CommandOutputs {
  'app.info': AppInfo
  'app.openPreferences': Done
  'app.quit': Done
  'app.questions': Question[]
  'app.answer': Done
  'notices.act': Done
  'summary.get': Summary
  'device.get': DeviceReading
  'jobs.query': Page<JobView>
  'jobs.count': number
  'jobs.get': JobView | null
  'jobs.runNow': { overrides: string[] }
  'jobs.cancel': Done
  'jobs.retry': { id: string }
  'jobs.skipNext': { nextRunAt: number }
  /** null: it was one-time work, and is cancelled. */
  'jobs.stop': { nextRunAt: number | null }
  'jobs.figures': JobFigures
  /** Of the attempt that runs now; null: none does, or it has said nothing so far. */
  'jobs.liveLog': RunLog | null
  /** Of one row of history; null: that run kept none. */
  'runs.log': RunLog | null
  'pauses.set': Pause
  'pauses.clear': Done
  'history.query': Page<OccurrenceView>
  'news.get': News[]
  'news.seen': Done
  'sources.list': SourceView[]
  'sources.add': SourceView
  'sources.edit': SourceView
  'sources.setEnabled': SourceView
  'sources.remove': Done
  'sources.syncNow': { started: number; overrides: string[] }
  'sources.test': SourceTest
  'sources.answerDeletes': SourceView
  'sources.signIn': SourceView
  'sources.signOut': SourceView
  'sample.add': SourceView
  'sample.sendReports': { queued: number }
  'imports.chooseFile': ChosenFile | null
  'imports.preview': FilePreview
  'imports.earlier': EarlierImport[]
  'imports.start': { jobId: string }
  'downloads.chooseFolder': ChosenFolder | null
  /** `name`: what it will be called unless that is taken. */
  'downloads.start': { jobId: string; name: string }
  'destinations.list': DestinationView[]
  'destinations.add': DestinationView
  'destinations.edit': DestinationView
  'destinations.remove': Done
  'destinations.signIn': DestinationView
  'imports.aside': AsideSummary | null
  /** null: the person closed the dialog. */
  'imports.saveAside': { id: string; name: string } | null
  'outbox.counts': OutboxCounts
  'outbox.list': Page<OutboxItemView>
  'outbox.item': OutboxItemDetail | null
  /** `jobId`: of what brings it in; null: it is in the outbox already. */
  'outbox.add': { jobId: string | null }
  'outbox.chooseFiles': ChosenFile[]
  'outbox.addFiles': { jobId: string | null }
  'outbox.act': { changed: number }
  'outbox.edit': { id: string }
  /** null: the person closed the dialog. */
  'outbox.export': { written: number } | null
  'data.tables': TableView[]
  'data.rows': RowsPage
  'data.about': TableAbout
  /** null: the person closed the dialog. */
  'data.export': { id: string; name: string } | null
  'data.exportState': ExportState
  'data.exportCancel': Done
  'data.exportShow': Done
  'data.cell': WholeValue
  'data.close': Done
  'preferences.get': Preferences
  'preferences.set': Preferences
}

export const commandNames = Object.keys(commandInputs) as CommandName[]
