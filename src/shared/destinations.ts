// Where pushes go: what a person sets about a destination, and what follows from it for sending again. Rows: main/store/destinationStore.ts;
// sending: worker/push. A credential is never part of these: main/secrets keeps it, bound to the destination and one origin.
import { z } from 'zod'
import { constraintChoicesSchema } from './jobs/constraints'
import { tokenAsSchema } from './pullSettings'

export const destinationMethods = ['POST', 'PUT', 'PATCH'] as const

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/
/** What authenticates or frames a request has its own place. */
const KEPT_NAMES =
  /^(?:host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|content-.*|accept.*|expect|range|origin|user-agent|if-.*|proxy-.*|authorization|cookie|set-cookie)$/i

/** Where the item's key goes, by which the server knows a repeat; `none`: it knows none. */
const keyPlaceSchema = z.discriminatedUnion('in', [
  z.object({
    in: z.literal('header'),
    name: z
      .string()
      .trim()
      .regex(HEADER_NAME, 'header_name')
      .refine((name) => !KEPT_NAMES.test(name), 'header_kept'),
  }),
  /** A property of the record's top level; files carry it in the header Idempotency-Key. */
  z.object({ in: z.literal('body'), name: z.string().trim().min(1).max(100) }),
  z.object({ in: z.literal('none') }),
])

export const destinationSettingsSchema = z
  .object({
    name: z.string().trim().min(1).max(100),
    url: z.string().trim().max(2_000),
    method: z.enum(destinationMethods),
    auth: z.enum(['none', 'token']),
    tokenAs: tokenAsSchema,
    key: keyPlaceSchema,
    /** Asked with GET whether an item arrived; `{key}` and `{entity}` are filled in. Of the same origin as `url`. null: none. */
    lookupUrl: z.string().trim().max(2_000).nullable(),
    /** `form`: as one part of a multipart form; `raw`: the file's bytes are the body. */
    filesAs: z.enum(['raw', 'form']),
    /** What the device must be like to send there, beyond a network. */
    constraints: constraintChoicesSchema,
  })
  .strict()
export type DestinationSettings = z.infer<typeof destinationSettingsSchema>

export interface Destination extends DestinationSettings {
  id: string
  /** Whose token it uses instead of one of its own (the sample); null: its own. */
  sourceId: string | null
}

/** A destination as the views get it. */
export interface DestinationView extends Destination {
  /** null when `auth` is none. */
  signedIn: boolean | null
  /** A refused sign-in: nothing is sent there until somebody signs in (OUT-8). */
  isHeld: boolean
  /** Items that did not leave the outbox yet. */
  open: number
}

/** What a person need not say. */
export const usualDestination: Omit<DestinationSettings, 'name' | 'url'> = {
  method: 'POST',
  auth: 'none',
  tokenAs: { type: 'bearer' },
  key: { in: 'header', name: 'Idempotency-Key' },
  lookupUrl: null,
  filesAs: 'raw',
  constraints: {},
}

/** After an attempt that may have arrived: `safe` to send again, `look` first, or `ask` the person (P7, P8, OUT-4). */
export type SendAgain = 'safe' | 'look' | 'ask'

export function sendAgain({ key, lookupUrl, method }: Pick<Destination, 'key' | 'lookupUrl' | 'method'>): SendAgain {
  if (lookupUrl !== null) return 'look'
  return key.in !== 'none' || method === 'PUT' ? 'safe' : 'ask'
}

/** Whether only the key tells a repeat, so that no item may be repeated once the server may have forgotten its key. */
export function leansOnKey({ key, lookupUrl, method }: Pick<Destination, 'key' | 'lookupUrl' | 'method'>): boolean {
  return lookupUrl === null && key.in !== 'none' && method !== 'PUT'
}

/** A lookup's address for one item. */
export function lookupAddress(template: string, key: string, entity: string | null): string {
  return template.replaceAll('{key}', encodeURIComponent(key)).replaceAll('{entity}', encodeURIComponent(entity ?? ''))
}
