// Small files that are whole or not there at all, and this user's alone: written beside, flushed, put in place, and the directory
// flushed as well (F31, S46). What is in them is the caller's.
import { randomBytes } from 'node:crypto'
import { closeSync, constants, fsyncSync, openSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const TEMPORARY = /\.[0-9a-f]{16}\.tmp$/
/** Never over something that is there, never through a link. Windows has no such flag. */
const NEW_FILE = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0)

/** Durable when it returns; throws where the disk refuses, and then leaves what was there. */
export function writeSafely(path: string, text: string): void {
  const temporary = `${path}.${randomBytes(8).toString('hex')}.tmp`
  try {
    const file = openSync(temporary, NEW_FILE, 0o600)
    try {
      writeFileSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (problem) {
    rmSync(temporary, { force: true })
    throw problem
  }
  flushDirectory(dirname(path))
}

export function removeSafely(paths: readonly string[]): void {
  for (const path of paths) rmSync(path, { force: true })
  for (const directory of new Set(paths.map((path) => dirname(path)))) flushDirectory(directory)
}

/** What a process that was killed while writing left behind. */
export function removeLeftovers(directory: string): void {
  for (const name of readdirSync(directory)) if (TEMPORARY.test(name)) rmSync(join(directory, name), { force: true })
}

function flushDirectory(directory: string): void {
  if (process.platform === 'win32') return
  const file = openSync(directory, constants.O_RDONLY)
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
