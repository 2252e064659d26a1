// Where tokens are kept: encrypted by the system's key store, one file a source, each bound to its source and one origin (S25 to S27); or,
// where there is no key store that protects anything, in memory until the app quits. A token that cannot be decrypted is left
// where it is and counts as not there: the store may come back (F207 to F209). Writes go to the disk one after another, without holding up the
// thread; what was put or forgotten counts from the call on. Who may ask for a token is the caller's to check.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '@shared/logger'
import type { TokenOwner } from '@shared/tokenOwner'
import { z } from 'zod'
import { originOf } from './origins'
import { type FileSteps, fileSteps, removeLeftovers, removeSafely, writeSafely } from './safeFile'
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
  steps?: FileSteps
}

export interface Vault {
  /** `memory`: tokens are gone when the app quits, because this system protects none (S25). Asked of the system once. */
  store(): 'system' | 'memory'
  /** Durable when it resolves, where the store is the system's and the disk takes it; else until quit. Rejects what is no origin. */
  put(owner: TokenOwner, origin: string, token: string): Promise<void>
  /** null: none is stored for this source and this very origin, or it cannot be decrypted. */
  get(sourceId: string, origin: string): string | null
  /** Whether there is a token, as far as is known without asking the key store. */
  has(sourceId: string): boolean
  /** Rejects where the disk refuses: then it is not forgotten. */
  forget(sourceId: string): Promise<void>
  /**
   * Forgets all other tokens of earlier runs: what a lost list of sources and destinations left behind. One that was put in this run is never a
   * stray, for its owner may be about to be stored.
   */
  keepOnly(ids: readonly string[]): Promise<void>
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

interface Kept {
  origin: string
  token: Secret
}

class FileVault implements Vault {
  /** What the disk does not have, or not yet. */
  readonly #inMemory = new Map<string, Kept>()
  /** Forgotten, and the disk still has it. */
  readonly #leaving = new Set<string>()
  /** Names of files of tokens that were put in this run. */
  readonly #ofThisRun = new Set<string>()
  /** Sources whose file could not be decrypted in this run: the key store is not asked again (F208). */
  readonly #unreadable = new Set<string>()
  #store: 'system' | 'memory' | null = null
  #last: Promise<unknown> = Promise.resolve()
  readonly #steps: FileSteps

  constructor(private readonly options: VaultOptions) {
    this.#steps = options.steps ?? fileSteps
  }

  store(): 'system' | 'memory' {
    this.#store ??= this.#askStore()
    return this.#store
  }

  async put({ id }: TokenOwner, origin: string, token: string): Promise<void> {
    const bound = originOf(origin)
    if (bound === null || bound !== origin) throw new Error('a token can only be bound to an origin')
    const kept: Kept = { origin, token: new Secret(token) }
    this.#inMemory.set(id, kept)
    this.#leaving.delete(id)
    this.#ofThisRun.add(fileName(id))
    if (this.store() === 'memory') return
    await this.#inOrder(async () => {
      // Replaced or forgotten while others were written: then this one never needs to be.
      if (this.#inMemory.get(id) !== kept) return
      const isStored = await this.#write({ sourceId: id, origin, token })
      if (isStored && this.#inMemory.get(id) === kept) this.#inMemory.delete(id)
    })
  }

  get(sourceId: string, origin: string): string | null {
    const kept = this.#inMemory.get(sourceId)
    if (kept) return kept.origin === origin ? kept.token.reveal() : null
    if (this.#leaving.has(sourceId)) return null
    const content = this.#read(sourceId)
    return content?.origin === origin ? content.token : null
  }

  has(sourceId: string): boolean {
    if (this.#inMemory.has(sourceId)) return true
    if (this.#leaving.has(sourceId)) return false
    return !this.#unreadable.has(sourceId) && this.store() === 'system' && existsSync(this.#path(sourceId))
  }

  async forget(sourceId: string): Promise<void> {
    this.#inMemory.delete(sourceId)
    this.#leaving.add(sourceId)
    try {
      await this.#inOrder(async () => {
        const own = fileName(sourceId)
        const names = (await readdir(this.options.dir)).filter((name) => name.startsWith(`${own}.`))
        await this.#remove(names)
        this.#unreadable.delete(sourceId)
      })
    } finally {
      this.#leaving.delete(sourceId)
    }
  }

  async keepOnly(ids: readonly string[]): Promise<void> {
    const kept = new Set(ids.map(fileName))
    await this.#inOrder(async () => {
      const strays = (await readdir(this.options.dir)).filter((name) => {
        const owner = /^([0-9a-f]{40})\.(?:kept-\d+\.)?json$/.exec(name)?.[1]
        return owner !== undefined && !kept.has(owner) && !this.#ofThisRun.has(owner)
      })
      if (strays.length === 0) return
      await this.#remove(strays)
      this.options.log.info('tokens that belong to nothing any more were removed', { count: strays.length })
    })
  }

  /** One after another, in the order of the calls, whatever became of those before. */
  #inOrder<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#last.then(act)
    this.#last = done.catch(() => undefined)
    return done
  }

  async #remove(names: readonly string[]): Promise<void> {
    await removeSafely(
      names.map((name) => join(this.options.dir, name)),
      this.#steps,
    )
  }

  #askStore(): 'system' | 'memory' {
    const { safeStorage, log, dir } = this.options
    try {
      const backend = safeStorage.backend()
      if (!unprotected.has(backend) && safeStorage.isAvailable()) {
        this.#inOrder(() => removeLeftovers(dir)).catch((problem: unknown) =>
          log.warn('what a killed process left of a token was not removed', { problem: String(problem) }),
        )
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
  async #write(content: Content): Promise<boolean> {
    const { safeStorage, log } = this.options
    const { sourceId } = content
    try {
      const ciphertext = safeStorage.encrypt(JSON.stringify(content)).toString('base64')
      if (existsSync(this.#path(sourceId)) && !this.#read(sourceId)) await this.#keepUnreadable(sourceId)
      const text = JSON.stringify({ version: 1, backend: safeStorage.backend(), ciphertext })
      await writeSafely(this.#path(sourceId), text, this.#steps)
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
  async #keepUnreadable(sourceId: string): Promise<void> {
    const kept = join(this.options.dir, `${fileName(sourceId)}.kept-${Date.now()}.json`)
    await rename(this.#path(sourceId), kept)
  }

  #path(sourceId: string): string {
    return join(this.options.dir, `${fileName(sourceId)}.json`)
  }
}

/** Ids never become file names as they are (S43). */
function fileName(sourceId: string): string {
  return createHash('sha256').update(sourceId).digest('hex').slice(0, 40)
}
