// Computations: work that is done at once for whoever asks, off main and the pages, and is no job (D10): what each takes, gives and may
// fail with, and the messages between main and a compute process. What each does: worker/computing; who calls: main/runner/computeWorker.ts.
import { z } from 'zod'
import { previewSchema } from './filePreview'
import { readingChoiceSchema } from './imports'
import { sourceTestSchema, testedSettingsSchema } from './sourceTest'

const previewCodes = [
  'preview_unreadable',
  'preview_empty',
  'preview_not_text',
  'preview_not_json',
  'preview_many_values',
  'preview_no_list',
  'preview_bad_gzip',
  'preview_many_columns',
] as const

const formatCodes = ['format_not_json', 'format_too_large'] as const

/** By name: the schema of what goes in and of what comes out, and the codes of its own problems. */
export const computations = {
  /** Looks at the first megabytes of a file as an import would. `choice`: what a person chose; the rest is found. */
  'preview.file': {
    input: z.object({ path: z.string(), choice: readingChoiceSchema }).strict(),
    output: previewSchema,
    codes: previewCodes,
  },
  /** SHA-256 of a whole file, in hex. */
  'hash.file': {
    input: z.object({ path: z.string() }).strict(),
    output: z.object({ hash: z.string() }),
    codes: ['preview_unreadable'],
  },
  /** Sets JSON out over lines, token by token as it was written; at most `mostCharacters` of them. */
  'format.json': {
    input: z.object({ text: z.string(), mostCharacters: z.number().int().min(1).max(4_000_000) }).strict(),
    output: z.object({ text: z.string(), isCut: z.boolean() }),
    codes: formatCodes,
  },
  /** Asks a source for its first page and says what is in it. `proxy`: as the system resolves the address, 'DIRECT' or 'PROXY host:port'. */
  'test.source': {
    input: z.object({ settings: testedSettingsSchema, token: z.string().nullable(), proxy: z.string() }).strict(),
    output: sourceTestSchema,
    codes: [],
  },
} as const

export type ComputeKind = keyof typeof computations
export type ComputeInput<K extends ComputeKind> = z.output<(typeof computations)[K]['input']>
export type ComputeOutput<K extends ComputeKind> = z.output<(typeof computations)[K]['output']>

/**
 * What any computation may end with: called off; longer than its deadline; its process died; nothing is computed any more, because it
 * was shut down; an input or an output that is not as agreed; a mistake in the computation.
 */
export const computeCodes = [
  'compute_cancelled',
  'compute_slow',
  'compute_gone',
  'compute_ended',
  'compute_bad_input',
  'compute_bad_output',
  'compute_failed',
] as const
export type ComputeCode<K extends ComputeKind> =
  | (typeof computations)[K]['codes'][number]
  | (typeof computeCodes)[number]

const problemSchema = z.object({
  /** The class of the error, as it was thrown. */
  name: z.string(),
  code: z.string(),
  message: z.string(),
  data: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
})
export type ComputeProblem<C extends string = string> = z.infer<typeof problemSchema> & { code: C }

export type ComputeReply<K extends ComputeKind> =
  | { ok: true; output: ComputeOutput<K> }
  | { ok: false; error: ComputeProblem<ComputeCode<K>> }

/** As much of an AbortSignal as is used: shared code knows neither Node nor a page. */
export interface CallOffSignal {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

export interface ComputeLimits {
  /** Calls it off. */
  signal?: CallOffSignal
  /** 10 s unless told. */
  deadlineMs?: number
}

/** Computes and answers; never rejects. Not stored, not tried again (D10). */
export type ComputeCall = <K extends ComputeKind>(
  kind: K,
  input: ComputeInput<K>,
  limits?: ComputeLimits,
) => Promise<ComputeReply<K>>

export const toComputeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('compute'), id: z.number(), kind: z.string(), input: z.unknown() }),
  z.object({ type: z.literal('cancel'), id: z.number() }),
  /** Ends the process once what is under way has been answered. */
  z.object({ type: z.literal('shutdown') }),
])
export type ToCompute = z.infer<typeof toComputeSchema>

/** Every `compute` is answered by exactly one `output` or `problem` of its id. */
export const fromComputeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('output'), id: z.number(), output: z.unknown() }),
  z.object({ type: z.literal('problem'), id: z.number(), error: problemSchema }),
  z.object({
    type: z.literal('log'),
    level: z.enum(['debug', 'info', 'warn', 'error']),
    message: z.string(),
    fields: z.record(z.string(), z.unknown()).optional(),
  }),
])
export type FromCompute = z.infer<typeof fromComputeSchema>
