// Where tokens are kept: encrypted by the system's key store, one file a source, each bound to its source and one origin (S25 to S27); or,
// where there is no key store that protects anything, in memory until the app quits. A token that cannot be decrypted is left
// where it is and counts as not there: the store may come back (F207 to F209). Who may ask for a token is the caller's to check.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from '@shared/logger'
import { z } from 'zod'
import { originOf } from './origins'
import { removeLeftovers, removeSafely, writeSafely } from './safeFile'
import { Secret } from './secret'

/** The system's key store. */
export interface SafeStoragePort {
  isAvailable(): boolean
  /** Its name: `gnome_libsecret`, `kwallet6`, `keychain`, `dpapi`, `basic_text`, `unknown`. */
  backend(): string
  encrypt(text: string): Buffer
  /** Throws what it cannot decrypt. */
  decrypt(bytes: Buffer): string
}

export interface VaultOptions {
  /** Absolute, exists, 0700. */
  dir: string
  safeStorage: SafeStoragePort
  log: Logger
}

export interface Vault {
  /** `memory`: tokens are gone when the app quits, because this system protects none (S25). Asked of the system once. */
  store(): 'system' | 'memory'
  /** Durable when it returns, where the store is the system's and the disk takes it; else until quit. Throws on what is no origin. */
  put(sourceId: string, origin: string, token: string): void
  /** null: none is stored for this source and this very origin, or it cannot be decrypted. */
  get(sourceId: string, origin: string): string | null
  /** Whether there is a token, as far as is known without asking the key store. */
  has(sourceId: string): boolean
  /** Throws where the disk refuses: then it is not forgotten. */
  forget(sourceId: string): void
  /** Forgets all other tokens: what a lost list of sources and destinations left behind. */
  keepOnly(ids: readonly string[]): void
}

/** Backends that hide a token from nobody who can read the file. */
const unprotected: ReadonlySet<string> = new Set(['basic_text', 'unknown'])

const fileSchema = z.object({ version: z.literal(1), backend: z.string(), ciphertext: z.base64() })
/** Inside the ciphertext, so that files cannot be swapped between sources, nor a token lent to another origin. */
const contentSchema = z.object({ sourceId: z.string(), origin: z.string(), token: z.string() })
type Content = z.infer<typeof contentSchema>

export function createVault(options: VaultOptions): Vault {
  return new FileVault(options)
}

class FileVault implements Vault {
  readonly #inMemory = new Map<string, { origin: string; token: Secret }>()
  /** Sources whose file could not be decrypted in this run: the key store is not asked again (F208). */
  readonly #unreadable = new Set<string>()
  #store: 'system' | 'memory' | null = null

  constructor(private readonly options: VaultOptions) {}

  store(): 'system' | 'memory' {
    this.#store ??= this.#askStore()
    return this.#store
  }

  put(sourceId: string, origin: string, token: string): void {
    const bound = originOf(origin)
    if (bound === null || bound !== origin) throw new Error('a token can only be bound to an origin')
    if (this.store() === 'system' && this.#write({ sourceId, origin, token })) {
      this.#inMemory.delete(sourceId)
      return
    }
    this.#inMemory.set(sourceId, { origin, token: new Secret(token) })
  }

  get(sourceId: string, origin: string): string | null {
    const kept = this.#inMemory.get(sourceId)
    if (kept) return kept.origin === origin ? kept.token.reveal() : null
    const content = this.#read(sourceId)
    return content?.origin === origin ? content.token : null
  }

  has(sourceId: string): boolean {
    if (this.#inMemory.has(sourceId)) return true
    return !this.#unreadable.has(sourceId) && this.store() === 'system' && existsSync(this.#path(sourceId))
  }

  forget(sourceId: string): void {
    this.#inMemory.delete(sourceId)
    this.#unreadable.delete(sourceId)
    const own = fileName(sourceId)
    const names = readdirSync(this.options.dir).filter((name) => name.startsWith(`${own}.`))
    removeSafely(names.map((name) => join(this.options.dir, name)))
  }

  keepOnly(ids: readonly string[]): void {
    const kept = new Set(ids.map(fileName))
    const strays = readdirSync(this.options.dir).filter((name) => {
      const owner = /^([0-9a-f]{40})\.(?:kept-\d+\.)?json$/.exec(name)?.[1]
      return owner !== undefined && !kept.has(owner)
    })
    if (strays.length === 0) return
    removeSafely(strays.map((name) => join(this.options.dir, name)))
    this.options.log.info('tokens that belong to nothing any more were removed', { count: strays.length })
  }

  #askStore(): 'system' | 'memory' {
    const { safeStorage, log, dir } = this.options
    try {
      const backend = safeStorage.backend()
      if (!unprotected.has(backend) && safeStorage.isAvailable()) {
        removeLeftovers(dir)
        return 'system'
      }
      log.warn('this system protects no tokens: they are kept in memory until the app quits', { backend })
    } catch (problem) {
      log.warn('the key store did not answer: tokens are kept in memory until the app quits', {
        problem: String(problem),
      })
    }
    return 'memory'
  }

  /** False where it could not be stored: the token then lives in memory. */
  #write(content: Content): boolean {
    const { safeStorage, log } = this.options
    const { sourceId } = content
    try {
      const ciphertext = safeStorage.encrypt(JSON.stringify(content)).toString('base64')
      if (existsSync(this.#path(sourceId)) && !this.#read(sourceId)) this.#keepUnreadable(sourceId)
      writeSafely(this.#path(sourceId), JSON.stringify({ version: 1, backend: safeStorage.backend(), ciphertext }))
      this.#unreadable.delete(sourceId)
      return true
    } catch (problem) {
      log.error('a token could not be stored: it is kept in memory until the app quits', {
        source: sourceId,
        problem: String(problem),
      })
      return false
    }
  }

  #read(sourceId: string): Content | null {
    if (this.#unreadable.has(sourceId) || this.store() === 'memory') return null
    const path = this.#path(sourceId)
    if (!existsSync(path)) return null
    try {
      const file = fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
      const text = this.options.safeStorage.decrypt(Buffer.from(file.ciphertext, 'base64'))
      const content = contentSchema.parse(JSON.parse(text))
      if (content.sourceId === sourceId) return content
      this.options.log.error('a token belongs to another source and is not used', { source: sourceId })
    } catch (problem) {
      // The problem's own words may quote what was being read.
      const name = problem instanceof Error ? problem.name : 'unknown'
      this.options.log.error('a token could not be decrypted; it is left where it is', {
        source: sourceId,
        problem: name,
      })
    }
    this.#unreadable.add(sourceId)
    return null
  }

  /** F207: another key store may still decrypt it. */
  #keepUnreadable(sourceId: string): void {
    const kept = join(this.options.dir, `${fileName(sourceId)}.kept-${Date.now()}.json`)
    renameSync(this.#path(sourceId), kept)
  }

  #path(sourceId: string): string {
    return join(this.options.dir, `${fileName(sourceId)}.json`)
  }
}

/** Ids never become file names as they are (S43). */
function fileName(sourceId: string): string {
  return createHash('sha256').update(sourceId).digest('hex').slice(0, 40)
}
