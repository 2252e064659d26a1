// The app's own list of the temporary files it made (spools, exports, previews): what is not on it is never deleted (P27, S45). One small
// file an entry, so that processes can add to it at the same time and a kill leaves an entry whole or absent. Deleting: sweep.ts.
import { randomUUID } from 'node:crypto'
import { constants, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { WorkerPaths } from '@shared/workerMessages'
import { z } from 'zod'
import { isChild, ownFolder } from './ownFolder'
import { rawFiles } from './rawFiles'

const entrySchema = z.object({
  path: z.string(),
  dev: z.string(),
  ino: z.string(),
  /** Of the folder it was made in. */
  folder: z.object({ dev: z.string(), ino: z.string() }),
  createdAt: z.number(),
})

export interface InventoryEntry extends z.infer<typeof entrySchema> {
  /** Name of the entry itself. */
  id: string
}

export interface Inventory {
  /** Puts a file that this process just made on the list; `folder` is where it lies. Throws when it is not in there. */
  registerFile(folder: string, path: string, now: number): InventoryEntry
  /** The file is gone, or is somebody else's now. */
  forgetFile(id: string): void
  /** Oldest first; entries that cannot be read are left out. */
  entries(): InventoryEntry[]
}

/** Beside the folders it speaks for, never inside them. */
export function openInventory(paths: WorkerPaths): Inventory {
  const folder = join(dirname(paths.temp), 'inventory')
  const at = (id: string): string => join(folder, `${id}.json`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return {
    registerFile: (own, path, now) => {
      const entry = entryFor(own, path, now)
      const text = JSON.stringify(entrySchema.parse(entry))
      writeFileSync(`${at(entry.id)}.part`, text, { mode: 0o600, flag: 'wx' })
      renameSync(`${at(entry.id)}.part`, at(entry.id))
      return entry
    },
    forgetFile: (id) => rmSync(at(id), { force: true }),
    entries: () =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .flatMap((name) => readEntry(folder, name) ?? [])
        .toSorted((a, b) => a.createdAt - b.createdAt),
  }
}

/**
 * Makes a new empty file in one of our folders and puts it on the list: random name, 0600, never through a link, never over another (S43,
 * S46). A kill in between leaves one empty file that nobody deletes.
 */
export async function createOwnFile(
  inventory: Inventory,
  folder: string,
  extension: string,
  now: number,
): Promise<{ path: string; handle: FileHandle; entry: InventoryEntry }> {
  const path = join(folder, `${randomUUID()}${extension}`)
  const flags = constants.O_CREAT | constants.O_EXCL | constants.O_RDWR | (constants.O_NOFOLLOW ?? 0)
  const handle = await rawFiles().promises.open(path, flags, 0o600)
  return { path, handle, entry: inventory.registerFile(folder, path, now) }
}

function entryFor(folder: string, path: string, now: number): InventoryEntry {
  const files = rawFiles()
  const own = ownFolder(files, folder)
  if (own === null || !isChild(folder, path)) throw new Error('not a file of a folder of ours')
  const stat = files.lstatSync(path, { bigint: true })
  if (!stat.isFile()) throw new Error('not a regular file')
  return {
    id: randomUUID(),
    path,
    dev: String(stat.dev),
    ino: String(stat.ino),
    folder: { dev: own.dev, ino: own.ino },
    createdAt: now,
  }
}

function readEntry(folder: string, name: string): InventoryEntry | null {
  try {
    const entry = entrySchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')))
    return { ...entry, id: name.slice(0, -'.json'.length) }
  } catch {
    return null
  }
}
