// Decides how a secret travels inside the worker: as a value that cannot be printed, bound to one origin (S27, S31).
// Who may reveal it: only the HTTP client, when it writes the header, and what takes it out of a server's words.
import { inspect } from 'node:util'

const SHOWN = '[secret]'

export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  /** Whether it can stand in a header: visible ASCII, nothing that would end the line. */
  isHeaderSafe(): boolean {
    return /^[\x21-\x7e]+$/.test(this.#value)
  }

  toString(): string {
    return SHOWN
  }

  toJSON(): string {
    return SHOWN
  }

  [inspect.custom](): string {
    return SHOWN
  }
}

/** How a secret is sent; Bearer unless told. For `basic` it is 'user:password'. */
export type SentAs = { type: 'bearer' } | { type: 'basic' } | { type: 'header'; name: string }

/** A secret and the only origin (scheme, host, port) that may see it. */
export interface BoundToken {
  secret: Secret
  origin: string
  as?: SentAs
}

/** The text without the secret, for what a server says: some repeat what they were sent. Of 'user:password' the password goes as well. */
export function withoutSecret(text: string, { secret, as }: BoundToken): string {
  const value = secret.reveal()
  const password = as?.type === 'basic' ? value.slice(value.indexOf(':') + 1) : ''
  const encoded = Buffer.from(value, 'utf8').toString('base64')
  const hidden = [value, encoded, password].filter((part) => part !== '')
  return hidden.reduce((said, part) => said.replaceAll(part, SHOWN), text)
}
