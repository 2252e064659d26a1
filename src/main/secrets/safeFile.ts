// Small files that are whole or not there at all, and this user's alone: written beside, flushed, put in place, and the directory
// flushed as well (F31, S46). Nothing here holds up the thread that asks. What is in them is the caller's.
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const TEMPORARY = /\.[0-9a-f]{16}\.tmp$/
/** Never over something that is there, never through a link. Windows has no such flag. */
const NEW_FILE = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0)

/** What a write is made of, in its order; after any of them the process may be gone. */
export interface FileSteps {
  create(path: string): Promise<FileHandle>
  fill(file: FileHandle, text: string): Promise<void>
  flush(file: FileHandle): Promise<void>
  place(from: string, to: string): Promise<void>
  flushDirectory(directory: string): Promise<void>
}

export const fileSteps: FileSteps = {
  create: (path) => open(path, NEW_FILE, 0o600),
  fill: (file, text) => file.writeFile(text),
  flush: (file) => file.sync(),
  place: (from, to) => rename(from, to),
  async flushDirectory(directory) {
    if (process.platform === 'win32') return
    const file = await open(directory, constants.O_RDONLY)
    try {
      await file.sync()
    } finally {
      await file.close()
    }
  },
}

/** Durable when it resolves; rejects where the disk refuses, and then leaves what was there. */
export async function writeSafely(path: string, text: string, steps: FileSteps): Promise<void> {
  const temporary = `${path}.${randomBytes(8).toString('hex')}.tmp`
  try {
    const file = await steps.create(temporary)
    try {
      await steps.fill(file, text)
      await steps.flush(file)
    } finally {
      await file.close()
    }
    await steps.place(temporary, path)
  } catch (problem) {
    await rm(temporary, { force: true })
    throw problem
  }
  await steps.flushDirectory(dirname(path))
}

export async function removeSafely(paths: readonly string[], steps: FileSteps): Promise<void> {
  for (const path of paths) await rm(path, { force: true })
  for (const directory of new Set(paths.map((path) => dirname(path)))) await steps.flushDirectory(directory)
}

/** What a process that was killed while writing left behind. */
export async function removeLeftovers(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (TEMPORARY.test(name)) await rm(join(directory, name), { force: true })
  }
}
