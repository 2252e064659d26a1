// Finds out whether the disk takes anything, and when it does again (P3, F34). It looks when it is told to, never by a timer of its own; a
// trial is written only where there is cause: little room, or a write that failed.
import { rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export type DiskState = 'takes' | 'full' | 'read_only'

/** With less room than this a trial is written: SQLite and the log need some to go on. */
export const SCARCE_BYTES = 64 * 1024 ** 2
const TRIAL_BYTES = 1024 ** 2

export interface DiskPorts {
  /** Free bytes, or null where the system does not tell. */
  freeBytes: () => Promise<number | null>
  /** Writes `bytes` and removes them. Rejects with the system's error. */
  tryWrite: (bytes: number) => Promise<void>
  /** After each change. */
  changed: (state: DiskState) => void
}

export interface DiskWatch {
  /** Never rejects. */
  look(): Promise<void>
  /** A write failed for want of room or rights: looks at once. */
  failed(): Promise<void>
}

export function createDiskWatch({ freeBytes, tryWrite, changed }: DiskPorts): DiskWatch {
  let state: DiskState = 'takes'

  async function tried(): Promise<DiskState> {
    try {
      await tryWrite(TRIAL_BYTES)
      return 'takes'
    } catch (problem) {
      const code = problem instanceof Error && 'code' in problem ? problem.code : ''
      return code === 'EROFS' || code === 'EACCES' || code === 'EPERM' ? 'read_only' : 'full'
    }
  }

  async function judge(): Promise<void> {
    const found = await tried()
    if (found === state) return
    state = found
    changed(state)
  }

  return {
    async look() {
      const free = await freeBytes().catch(() => null)
      if (state !== 'takes' || (free !== null && free < SCARCE_BYTES)) await judge()
    },
    failed: judge,
  }
}

/** Of the disk that holds `folder`. */
export function diskOf(folder: string): Pick<DiskPorts, 'freeBytes' | 'tryWrite'> {
  const trial = join(folder, '.trial')
  return {
    async freeBytes() {
      const { bavail, bsize } = await statfs(folder)
      return bavail * bsize
    },
    async tryWrite(bytes) {
      try {
        await writeFile(trial, Buffer.alloc(bytes), { mode: 0o600 })
      } finally {
        await rm(trial, { force: true }).catch(() => undefined)
      }
    },
  }
}
