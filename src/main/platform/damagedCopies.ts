// The damaged library files that a worker set aside (P5): what there is, how large, and their removal: when, is duties/troubles.ts's.
// Only files with the very name that is given them are touched; links and folders are not ours (P27).
import { lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

export interface DamagedCopies {
  /** ms UTC of the newest. */
  newestAt: number
  bytes: number
  /** The newest one's database file, or whatever of it is left. */
  newestPath: string
}

interface Copy {
  path: string
  at: number
  bytes: number
}

/** null: there are none. `dir`: absolute. */
export async function damagedCopies(dir: string): Promise<DamagedCopies | null> {
  const copies = await copiesIn(dir)
  const [newest] = copies.toSorted((a, b) => b.at - a.at || a.path.length - b.path.length)
  if (!newest) return null
  return {
    newestAt: newest.at,
    newestPath: newest.path,
    bytes: copies.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}

/** Those of at least `ageMs`; 0: all. Rejects where the disk refuses. */
export async function removeDamagedCopies(dir: string, ageMs: number, nowMs: number): Promise<void> {
  for (const { path, at } of await copiesIn(dir)) if (nowMs - at >= ageMs) await rm(path, { force: true })
}

async function copiesIn(dir: string): Promise<Copy[]> {
  const found = (await readdir(dir)).flatMap((name) => {
    const at = /^library\.db\.damaged-(\d{13})(?:-wal|-shm)?$/.exec(name)?.[1]
    return at === undefined ? [] : [{ path: join(dir, name), at: Number(at) }]
  })
  const copies = await Promise.all(
    found.map(async (one) => {
      const stat = await lstat(one.path).catch(() => null)
      return stat?.isFile() ? [{ ...one, bytes: stat.size }] : []
    }),
  )
  return copies.flat()
}
