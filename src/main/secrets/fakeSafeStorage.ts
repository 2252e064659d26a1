// A key store made up, for tests: it can be away, have another key, or protect nothing. What it encrypts is not the text.
import type { SafeStoragePort } from './vault'

export class FakeStorage implements SafeStoragePort {
  name = 'gnome_libsecret'
  available = true
  key = 0x5a
  decrypted = 0

  /** `quoted`: what its complaints say. */
  constructor(private readonly quoted = '') {}

  isAvailable = (): boolean => this.available
  backend = (): string => this.name
  encrypt = (text: string): Buffer => Buffer.from([this.key, ...Buffer.from(text).map((byte) => byte ^ this.key)])
  decrypt = (bytes: Buffer): string => {
    this.decrypted += 1
    if (bytes[0] !== this.key) throw new Error(`cannot decrypt ${this.quoted}`)
    return Buffer.from(bytes.subarray(1).map((byte) => byte ^ this.key)).toString()
  }
}
