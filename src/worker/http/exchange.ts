// Decides the shapes of a request and of what comes back: a response of any status, or a failure with a stable code.
// How they are carried out: client.ts. What they mean for a job: classify.ts.
import type { BoundToken } from './secret'

export interface HttpRequest {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  /** Names the layer itself sets (Authorization, Cookie, Host, Content-Length, Accept-Encoding, ...) are a bug and throw. */
  headers?: Record<string, string>
  body?: Uint8Array
  /** Headers a person set for this source; none that the layer itself sets, and none that authenticates. */
  custom?: Record<string, string>
  /** Attached only while the URL's origin is the token's own (S27). */
  token?: BoundToken | null
  /** With `json` an HTML answer is a captive portal or a wrong address, and another charset than UTF-8 is refused. */
  expects: 'json' | 'anything'
  /** Cap of the decoded body; 64 MiB unless told (PULL-25). */
  maxBytes?: number
  /** Opens a place for a body over 1 MiB, so that memory stays flat; held in memory unless given. */
  spill?: () => Spool
  /**
   * Takes the body of a 2xx as it comes, also of one that breaks off later; it is asked for unpacked, has no cap, and is never asked for
   * again by itself. Called when the headers came; null: the body is not wanted.
   */
  into?: (head: ReplyHead) => BodySink | null
  /** Added to by whatever went over the wire, also of what failed. */
  tally?: Tally
  signal: AbortSignal
}

export interface Tally {
  /** Redirects and repeats among them. */
  requests: number
  /** Those sent again at once, by themselves. */
  repeats: number
  /** Of bodies, as they came (PULL-12). */
  bytes: number
}

/** What told that the body was complete. `close`: nothing did; only its own content can (F100). */
export type Framing = 'length' | 'chunked' | 'close' | 'none'

/** A body kept outside memory. Whoever gets one drops it. */
export interface Spool {
  write(chunk: Uint8Array): void
  /** The whole body, in order; each piece is valid until the next is taken. */
  pieces(): Iterable<Uint8Array>
  drop(): void
}

export interface ReplyHead {
  status: number
  /** After redirects. */
  url: string
  headers: ReplyHeaders
  framing: Framing
}

/** Rejects with what its own place says; that is passed on as it is. */
export interface BodySink {
  write(chunk: Uint8Array): Promise<void>
}

export interface HttpResponse extends ReplyHead {
  type: 'response'
  /** Decoded, complete as far as HTTP can tell. Empty where `spool` holds it or `into` took it. */
  body: Uint8Array
  spool?: Spool
  /** Body bytes on the wire (PULL-12). */
  wireBytes: number
  /** Our clock when the headers came, ms. */
  receivedAt: number
}

export const httpFailureCodes = [
  'offline',
  'unreachable',
  'connect_timeout',
  'headers_timeout',
  'body_stalled',
  'body_too_slow',
  'cut_short',
  'bad_protocol',
  'tls',
  'bad_encoding',
  'too_large',
  'decompression_bomb',
  'charset',
  'captive_portal',
  'not_json',
  'redirect_refused',
  'too_many_redirects',
  'bad_url',
  'bad_token',
] as const
export type HttpFailureCode = (typeof httpFailureCodes)[number]

export interface HttpFailure {
  type: 'failure'
  code: HttpFailureCode
  /** One English sentence, without secrets or query strings. */
  message: string
  /** False: no byte of the request left this computer. True: the server may have acted on it (P8). */
  maybeSent: boolean
  details: Record<string, string | number>
}

export type HttpResult = HttpResponse | HttpFailure

export interface Http {
  /** Never rejects for what a network or a server does; rejects with the signal's reason when it aborts. */
  send(request: HttpRequest): Promise<HttpResult>
  /** Closes every connection at once. */
  close(): Promise<void>
}

/** Response headers by lower-case name. A header sent several times is joined with ', ', as HTTP allows. */
export class ReplyHeaders {
  readonly #values: ReadonlyMap<string, string>

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values
  }

  get(name: string): string | null {
    return this.#values.get(name.toLowerCase()) ?? null
  }
}

export const DEFAULT_MAX_BYTES = 64 * 1024 * 1024
