// A text that never prints: whatever turns it into a string, JSON, a log line or a copy for another process gets `[secret]` or
// nothing (S31). Only reveal() says it, where it is used.
import { inspect } from 'node:util'

const HIDDEN = '[secret]'

export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  reveal(): string {
    return this.#text
  }

  toString(): string {
    return HIDDEN
  }

  toJSON(): string {
    return HIDDEN
  }

  [Symbol.toPrimitive](): string {
    return HIDDEN
  }

  [inspect.custom](): string {
    return HIDDEN
  }
}
