// The one file that knows electron-store: the user's app-wide settings on disk. It decides what is believed of a file that was
// damaged, edited or written by a newer version (F204, F205), and never throws away what it does not understand.
//
// Beside preferences.json stand preferences.last-good.json, written after every change, and at most three damaged files, kept
// under the time they were found. A single value out of bounds costs only itself: the default stands in, the file keeps it.
import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from '@shared/logger'
import {
  defaultPreferences,
  type Preferences,
  type PreferencesChange,
  preferencesChangeSchema,
  preferencesSchema,
} from '@shared/preferences'
import Store from 'electron-store'

const NAME = 'preferences'
const LAST_GOOD = 'preferences.last-good'
const KEPT_DAMAGED = 3
const LONGEST_BYTES = 1024 ** 2

export interface PreferencesFile {
  get(): Preferences
  /** Durable when it returns. Throws when the change is not one (a bug), or when the disk refuses: then nothing changed. */
  change(change: PreferencesChange): Preferences
  /** Called after each change with all of them. The answer ends it. */
  onChange(listener: (preferences: Preferences) => void): () => void
  /** Names of settings whose stored value was not usable, so that the default stands in. */
  replaced(): string[]
  /** What became of a damaged file at this start: its last good copy stands in, or nothing does; null: it was sound. */
  damaged(): 'restored' | 'lost' | null
}

/** @param dir absolute; must exist. */
export function createPreferencesFile(dir: string, log: Logger): PreferencesFile {
  return new StoredPreferences(dir, log)
}

type Stored = Record<string, unknown>

class StoredPreferences implements PreferencesFile {
  readonly #listeners = new Set<(preferences: Preferences) => void>()
  #preferences: Preferences
  #replaced: string[]
  #damaged: 'restored' | 'lost' | null = null

  constructor(
    private readonly dir: string,
    private readonly log: Logger,
  ) {
    const stored = this.#load()
    const { preferences, replaced } = believed(stored)
    this.#preferences = preferences
    this.#replaced = replaced
    if (replaced.length > 0) log.warn('settings out of bounds, their defaults stand in', { names: replaced.join(' ') })
  }

  get(): Preferences {
    return { ...this.#preferences }
  }

  change(change: PreferencesChange): Preferences {
    const checked = preferencesChangeSchema.parse(change)
    const values = Object.fromEntries(Object.entries(checked).filter(([, value]) => value !== undefined))
    this.#write(values)
    this.#preferences = { ...this.#preferences, ...values }
    this.#replaced = this.#replaced.filter((name) => !Object.hasOwn(values, name))
    for (const listener of this.#listeners) listener(this.get())
    return this.get()
  }

  onChange(listener: (preferences: Preferences) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  replaced(): string[] {
    return [...this.#replaced]
  }

  damaged(): 'restored' | 'lost' | null {
    return this.#damaged
  }

  /** What the file says; else what its last good copy says; else nothing. */
  #load(): Stored {
    const found = read(this.#path(NAME))
    if (found === 'absent') return {}
    if (found !== 'damaged') {
      this.#keepGood(found)
      return found
    }
    const kept = this.#setDamagedAside()
    const good = read(this.#path(LAST_GOOD))
    this.#damaged = typeof good === 'object' ? 'restored' : 'lost'
    this.log.error('the preferences were damaged', { kept, found: this.#damaged })
    return typeof good === 'object' ? good : {}
  }

  #write(values: Stored): void {
    try {
      const found = read(this.#path(NAME))
      if (found === 'damaged') this.#setDamagedAside()
      const good = found === 'damaged' ? asStored(read(this.#path(LAST_GOOD))) : {}
      const base = typeof found === 'object' ? found : { ...good, ...chosen(this.#preferences) }
      const next = { ...base, ...values }
      this.#store(NAME).store = next
      this.#keepGood(next)
    } catch (problem) {
      throw new Error('The preferences could not be saved.', { cause: problem })
    }
  }

  /** The copy is a convenience: that it cannot be written stops nothing. */
  #keepGood(stored: Stored): void {
    try {
      if (JSON.stringify(read(this.#path(LAST_GOOD))) !== JSON.stringify(stored)) this.#store(LAST_GOOD).store = stored
    } catch (problem) {
      this.log.warn('the copy of the preferences could not be written', { problem: String(problem) })
    }
  }

  #store(name: string): Store<Stored> {
    return new Store<Stored>({
      cwd: this.dir,
      name,
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
      clearInvalidConfig: true,
    })
  }

  /** Returns the name it is kept under, or null where it could not be moved. */
  #setDamagedAside(): string | null {
    const stamp = new Date().toISOString().replace(/[^\dTZ]/g, '')
    const name = `${NAME}.damaged-${stamp}.json`
    try {
      renameSync(this.#path(NAME), join(this.dir, name))
      const damaged = readdirSync(this.dir).filter((file) => /^preferences\.damaged-[\dTZ]+\.json$/.test(file))
      for (const old of damaged.toSorted().slice(0, -KEPT_DAMAGED)) rmSync(join(this.dir, old), { force: true })
      return name
    } catch (problem) {
      this.log.warn('the damaged preferences could not be set aside', { problem: String(problem) })
      return null
    }
  }

  #path(name: string): string {
    return join(this.dir, `${name}.json`)
  }
}

function read(path: string): Stored | 'absent' | 'damaged' {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (problem) {
    return (problem as NodeJS.ErrnoException).code === 'ENOENT' ? 'absent' : 'damaged'
  }
  if (text.length > LONGEST_BYTES) return 'damaged'
  try {
    const value: unknown = JSON.parse(text)
    return isStored(value) ? value : 'damaged'
  } catch {
    return 'damaged'
  }
}

function isStored(value: unknown): value is Stored {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function asStored(found: Stored | 'absent' | 'damaged'): Stored {
  return typeof found === 'object' ? found : {}
}

/** What differs from the defaults: the rest follows a later version's. */
function chosen(preferences: Preferences): Stored {
  const defaults: Stored = { ...defaultPreferences }
  return Object.fromEntries(Object.entries(preferences).filter(([name, value]) => value !== defaults[name]))
}

/** Setting by setting: one bad value must not cost the others. */
function believed(stored: Stored): { preferences: Preferences; replaced: string[] } {
  const replaced: string[] = []
  const entries = Object.entries(preferencesSchema.shape).flatMap(([name, schema]) => {
    if (!Object.hasOwn(stored, name)) return []
    const parsed = schema.safeParse(stored[name])
    if (!parsed.success) replaced.push(name)
    return parsed.success ? [[name, parsed.data] as const] : []
  })
  return { preferences: { ...defaultPreferences, ...Object.fromEntries(entries) }, replaced }
}
