// Whether the app can keep anything at all: its data folder can be made and written. What is said where it cannot: main/index.ts.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Why nothing can be written there, in the system's words, or null. Tried rather than asked: rights, a disk mounted read-only and a full
 * one refuse alike. `folder`: absolute; made if it is not there.
 */
export function folderProblem(folder: string): string | null {
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
