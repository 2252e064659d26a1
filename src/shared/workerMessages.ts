// Messages between main and one worker slot, and the services a worker may ask main for (D8). Every message is parsed on arrival.
import { z } from 'zod'
import { destinationSettingsSchema } from './destinations'
import { constraintChoicesSchema } from './jobs/constraints'
import { outcomeSchema, stopReasons } from './jobs/outcome'
import { outboxIntakeSchema, settledItemSchema, takenItemSchema } from './outbox'
import { pullSettingsSchema } from './pullSettings'
import { paginatorSchema } from './sources'

export const runSpecSchema = z.object({
  attemptId: z.string(),
  jobId: z.string(),
  kind: z.string(),
  input: z.unknown(),
  attempt: z.number(),
  tags: z.array(z.string()),
  generation: z.number(),
  sourceId: z.string().nullable(),
  epoch: z.number(),
  trigger: z.enum(['schedule', 'user', 'freshness', 'job']),
})

/** Where a slot finds its files. Sent once, in the first message; never through the environment. */
export const workerPathsSchema = z.object({
  library: z.string(),
  imports: z.string(),
  /** Response spools. */
  spool: z.string(),
  /** Export and preview files. */
  temp: z.string(),
})
export type WorkerPaths = z.infer<typeof workerPathsSchema>

export const toWorkerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), paths: workerPathsSchema }),
  z.object({ type: z.literal('run'), run: runSpecSchema }),
  z.object({ type: z.literal('stop'), attemptId: z.string(), reason: z.enum(stopReasons) }),
  // A union of its own: one tag may stand only once in a discriminated union.
  z.discriminatedUnion('ok', [
    z.object({ type: z.literal('answer'), requestId: z.number(), ok: z.literal(true), value: z.unknown() }),
    z.object({
      type: z.literal('answer'),
      requestId: z.number(),
      ok: z.literal(false),
      code: z.string(),
      message: z.string(),
    }),
  ]),
])
export type ToWorker = z.infer<typeof toWorkerSchema>

export const fromWorkerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** Every 5 s while an attempt runs, from the worker's own loop (D11). */
  z.object({ type: z.literal('heartbeat'), attemptId: z.string() }),
  z.object({ type: z.literal('progress'), attemptId: z.string(), progress: z.record(z.string(), z.unknown()) }),
  z.object({
    type: z.literal('ask'),
    attemptId: z.string(),
    requestId: z.number(),
    service: z.string(),
    input: z.unknown(),
  }),
  z.object({
    type: z.literal('ended'),
    attemptId: z.string(),
    outcome: outcomeSchema,
    sums: z.record(z.string(), z.number()),
  }),
  z.object({
    type: z.literal('log'),
    level: z.enum(['debug', 'info', 'warn', 'error']),
    message: z.string(),
    fields: z.record(z.string(), z.unknown()).optional(),
  }),
])
export type FromWorker = z.infer<typeof fromWorkerSchema>

/** What feed.sync needs of its source at attempt time. For the sample, main starts its server and fills in the port (D33). */
export const resolvedSourceSchema = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  recordsPath: z.string(),
  keyField: z.string(),
  paginator: paginatorSchema,
  auth: z.enum(['none', 'bearer']),
  table: z.string(),
  constraints: constraintChoicesSchema,
  pull: pullSettingsSchema.prefault({}),
  /** What the user answered to held deletions (D29): up to so many rows may go, or stay unasked. null: not asked, or not answered. */
  deletesAnswer: z
    .object({ answer: z.enum(['delete', 'keep']), upToRows: z.number().int() })
    .nullable()
    .default(null),
})
export type ResolvedSource = z.infer<typeof resolvedSourceSchema>

const { constraints: _constraints, ...destinationShape } = destinationSettingsSchema.shape
export const resolvedDestinationSchema = z.object({
  ...destinationShape,
  id: z.string(),
  sourceId: z.string().nullable(),
})

export const cleanScopeSchema = z.object({
  /** Rotated log files of main's own inventory, oldest first, beyond the cap. */
  logsPastCap: z.array(z.object({ path: z.string(), bytes: z.number() })),
  olderThanMs: z.number(),
  softDeletedOlderThanMs: z.number(),
})

/** Services by name: what a worker sends, and what it gets. Main checks that the attempt is the live owner of its job. */
export const workerServices = {
  'source.resolve': { input: z.object({ sourceId: z.string() }), output: resolvedSourceSchema },
  'destination.resolve': { input: z.object({ destinationId: z.string() }), output: resolvedDestinationSchema },
  /** null: none is stored for this source and origin. Bound to one origin (S27). */
  'auth.token': {
    input: z.object({ sourceId: z.string(), origin: z.string() }),
    output: z.object({ token: z.string().nullable() }),
  },
  /** The same for a destination, whether its sign-in is its own or a source's. */
  'destination.token': {
    input: z.object({ destinationId: z.string(), origin: z.string() }),
    output: z.object({ token: z.string().nullable() }),
  },
  /** The server refused the token: the source is held until the user signs in again. */
  'auth.rejected': { input: z.object({ sourceId: z.string(), origin: z.string() }), output: z.object({}) },
  /** The deletions the user allowed were carried out: the answer is used up. */
  'deletes.settled': { input: z.object({ sourceId: z.string() }), output: z.object({}) },
  /** Before each request (PULL-23). `waitMs` 0: granted until `origin.done`. Else ask again after so long. */
  'origin.permit': {
    input: z.object({ origin: z.string(), perSecond: z.number(), atOnce: z.number().int() }),
    output: z.object({ waitMs: z.number() }),
  },
  /** `usedUpMs`: how long the server has just said it takes no more, for all attempts to know; 0: it takes more. Absent: it said nothing. */
  'origin.done': {
    input: z.object({ origin: z.string(), usedUpMs: z.number().min(0).optional() }),
    output: z.object({}),
  },
  'proxy.resolve': { input: z.object({ url: z.string() }), output: z.object({ proxy: z.string() }) },
  'outbox.take': {
    input: z.object({ destinationId: z.string(), limit: z.number().int().min(1).max(100) }),
    output: z.object({ items: z.array(takenItemSchema), remaining: z.number() }),
  },
  /** `begin`: the item that is sent next, where a repeat would not be safe. */
  'outbox.settle': {
    input: z.object({ settled: z.array(settledItemSchema).max(200), begin: z.string().nullable() }),
    output: z.object({}),
  },
  /** Items for the outbox, each once over any number of attempts; answers how many were taken so far. */
  'outbox.takeIn': { input: outboxIntakeSchema, output: z.object({ taken: z.number() }) },
  /** Which of these payload files are still needed. */
  'outbox.filesInUse': {
    input: z.object({ files: z.array(z.string()).max(100) }),
    output: z.object({ files: z.array(z.string()) }),
  },
  'clean.scope': { input: z.object({}), output: cleanScopeSchema },
  /** A job may enqueue further jobs from inside (semantics: SC-178). The request is a JobRequest. */
  'jobs.enqueue': {
    input: z.object({ requests: z.array(z.unknown()).max(100) }),
    output: z.object({ ids: z.array(z.string()) }),
  },
} as const

export type WorkerService = keyof typeof workerServices
export type ServiceInput<S extends WorkerService> = z.infer<(typeof workerServices)[S]['input']>
export type ServiceOutput<S extends WorkerService> = z.infer<(typeof workerServices)[S]['output']>
