// A file of lines that is put aside when it is full, under a running number. Put-aside files beyond a soft cap are named for the
// cleaner; beyond a hard cap they go at once (P25). A disk that refuses costs lines, which are counted, never an exception (F39).
import { closeSync, lstatSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export interface RotatingFileOptions {
  dir: string
  /** Without extension: `lull` gives lull.log, lull.000001.log and so on. */
  name: string
  maxFileBytes: number
  softCapBytes: number
  hardCapBytes: number
}

export interface StoredLog {
  path: string
  bytes: number
}

export interface RotatingFile {
  /** A whole line with its end. */
  write(line: string): void
  /** Lines lost since the last that could be written. */
  dropped(): number
  /** Put-aside files beyond the soft cap, oldest first. */
  pastCap(): StoredLog[]
  close(): void
}

/** `onRecovered` gives the line to write first after lines were lost. */
export function openRotatingFile(options: RotatingFileOptions, onRecovered: (lost: number) => string): RotatingFile {
  return new Rotating(options, onRecovered)
}

class Rotating implements RotatingFile {
  readonly #path: string
  #file: number | null = null
  #bytes = 0
  #dropped = 0

  constructor(
    private readonly options: RotatingFileOptions,
    private readonly onRecovered: (lost: number) => string,
  ) {
    this.#path = join(options.dir, `${options.name}.log`)
  }

  write(line: string): void {
    try {
      this.#append(this.#dropped > 0 ? this.onRecovered(this.#dropped) + line : line)
      this.#dropped = 0
    } catch {
      this.#dropped += 1
      this.#close()
    }
  }

  dropped(): number {
    return this.#dropped
  }

  pastCap(): StoredLog[] {
    return beyond(this.#aside(), this.options.softCapBytes)
  }

  close(): void {
    this.#close()
  }

  #append(text: string): void {
    const bytes = Buffer.from(text)
    if (this.#file === null) this.#open()
    if (this.#bytes > 0 && this.#bytes + bytes.length > this.options.maxFileBytes) this.#rotate()
    const file = this.#file
    if (file === null) throw new Error('the log is not open')
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written)
    this.#bytes += bytes.length
  }

  #open(): void {
    mkdirSync(this.options.dir, { recursive: true, mode: 0o700 })
    this.#file = openSync(this.#path, 'a', 0o600)
    this.#bytes = lstatSync(this.#path).size
  }

  #rotate(): void {
    this.#close()
    const newest = this.#aside().at(-1)?.number ?? 0
    const number = String(newest + 1).padStart(6, '0')
    renameSync(this.#path, join(this.options.dir, `${this.options.name}.${number}.log`))
    for (const { path } of beyond(this.#aside(), this.options.hardCapBytes)) rmSync(path, { force: true })
    this.#open()
  }

  /** Our own files by their whole name, oldest first; links and folders are not ours. */
  #aside(): (StoredLog & { number: number })[] {
    const pattern = new RegExp(`^${this.options.name}\\.(\\d{6,})\\.log$`)
    const files = namesIn(this.options.dir).flatMap((name) => {
      const number = pattern.exec(name)?.[1]
      const path = join(this.options.dir, name)
      const found = number === undefined ? undefined : lstatSync(path, { throwIfNoEntry: false })
      return number !== undefined && found?.isFile() ? [{ path, bytes: found.size, number: Number(number) }] : []
    })
    return files.toSorted((one, other) => one.number - other.number)
  }

  #close(): void {
    const file = this.#file
    this.#file = null
    if (file === null) return
    try {
      closeSync(file)
    } catch {
      // The disk already refused; the descriptor is gone either way.
    }
  }
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir)
  } catch {
    return []
  }
}

/** What must go, oldest first, for the rest to stay within the cap. */
function beyond(files: readonly StoredLog[], capBytes: number): StoredLog[] {
  let total = 0
  const past = files.toReversed().filter(({ bytes }) => {
    total += bytes
    return total > capBytes
  })
  return past.toReversed().map(({ path, bytes }) => ({ path, bytes }))
}
