// Whether the app can keep anything at all: its data folder can be made and written. What is said where it cannot: main/index.ts.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export interface UnusableFolder {
  folder: string
  /** In the system's words. */
  cause: string
}

/**
 * The data folder, if it cannot be used. `asked`: what --user-data-dir says, or ''. Electron takes another folder without a word where
 * that one cannot be made, and dies where it can name none: neither may come to pass, so this is looked at first of all. `own`:
 * Electron's answer; `configHome`: what it is made from.
 */
export function unusableFolder(asked: string, own: () => string, configHome: string): UnusableFolder | null {
  let folder = configHome
  try {
    folder = asked === '' ? own() : resolve(asked)
  } catch (problem) {
    return { folder, cause: folderProblem(folder) ?? String(problem) }
  }
  const cause = folderProblem(folder)
  return cause === null ? null : { folder, cause }
}

/**
 * Why nothing can be written there, in the system's words, or null. Tried rather than asked: rights, a disk mounted read-only and a full
 * one refuse alike. `folder`: absolute; made if it is not there.
 */
function folderProblem(folder: string): string | null {
  const trial = join(folder, `.writable-${process.pid}`)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(trial, 'x', { mode: 0o600 })
    return null
  } catch (problem) {
    return problem instanceof Error ? problem.message : String(problem)
  } finally {
    try {
      rmSync(trial, { force: true })
    } catch {
      // It was never made, or the disk refuses that too: nothing of anybody's is lost.
    }
  }
}
