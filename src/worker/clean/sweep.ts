// Deletes files of the inventory that are old enough, and nothing else (P27, F195 to F203): each is looked at without following links, compared
// by device and inode, moved aside, looked at again, and only then deleted. What is on the list: inventory.ts.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setImmediate as breathe } from 'node:timers/promises'
import { DAY_MS } from '@shared/time'
import type { Inventory, InventoryEntry } from './inventory'
import { type FileId, isChild, type OwnFolder, ownFolder } from './ownFolder'
import type { RawFiles } from './rawFiles'

export interface SweepOptions {
  files: RawFiles
  inventory: Inventory
  /** Our own folders, absolute. */
  folders: string[]
  olderThanMs: number
  now: number
  signal: AbortSignal
}

export interface Swept {
  files: number
  freedBytes: number
  /** In use, changed, or in a folder that is no longer ours: left for another time. */
  skipped: number
}

/** Up to so many files are deleted by their age alone; beyond it, a clock that jumped must not make everything old (F203). */
const BULK = 100
const BULK_SHARE = 0.2
const SLICE = 50

/** Throws only the signal's reason, between two files. */
export async function sweepFiles(options: SweepOptions): Promise<Swept> {
  const { files, signal } = options
  const folders = options.folders.flatMap((path) => ownFolder(files, path) ?? [])
  const swept: Swept = { files: 0, freedBytes: 0, skipped: 0 }
  for (const [at, entry] of dueEntries(options).entries()) {
    if (at % SLICE === 0) await breathe()
    signal.throwIfAborted()
    const freedBytes = deleteEntry(options, folders, entry)
    if (freedBytes === 'gone') continue
    if (freedBytes === 'skipped') swept.skipped++
    else {
      swept.files++
      swept.freedBytes += freedBytes
    }
  }
  return swept
}

function dueEntries({ inventory, olderThanMs, now }: SweepOptions): InventoryEntry[] {
  const all = inventory.entries()
  const old = all.filter((entry) => now - entry.createdAt > olderThanMs)
  if (old.length <= BULK) return old
  const newest = all.at(-1)?.createdAt ?? now
  const most = Math.max(BULK, Math.ceil(all.length * BULK_SHARE))
  return old.filter((entry) => newest - entry.createdAt > DAY_MS).slice(0, most)
}

/** Bytes freed; `gone`: there is nothing of ours under that name any more. */
function deleteEntry(
  { files, inventory }: SweepOptions,
  folders: OwnFolder[],
  entry: InventoryEntry,
): number | 'gone' | 'skipped' {
  const folder = folders.find((own) => isChild(own.path, entry.path))
  if (folder === undefined || !isSame(folder, entry.folder)) return 'skipped'
  try {
    const found = look(files, entry)
    if (found === 'gone') {
      inventory.forgetFile(entry.id)
      return 'gone'
    }
    const freedBytes = deleteAside(files, folder, entry)
    if (freedBytes === 'skipped') return 'skipped'
    inventory.forgetFile(entry.id)
    return freedBytes
  } catch {
    // In use, read-only, or immutable (F201): the next cycle tries again.
    return 'skipped'
  }
}

/** Moving it first closes the gap between looking and deleting (F197): nobody else knows the new name. */
function deleteAside(files: RawFiles, folder: OwnFolder, entry: InventoryEntry): number | 'skipped' {
  const aside = join(folder.path, `.deleting-${randomUUID()}`)
  files.renameSync(entry.path, aside)
  const found = look(files, { ...entry, path: aside })
  if (found === 'gone' || found.dev !== folder.dev) {
    if (!files.existsSync(entry.path)) files.renameSync(aside, entry.path)
    return 'skipped'
  }
  files.unlinkSync(aside)
  return found.bytes
}

/** What lies at the path, if it is the file that was registered: `bytes` are those that deleting it frees. */
function look(files: RawFiles, entry: InventoryEntry): (FileId & { bytes: number }) | 'gone' {
  const stat = files.lstatSync(entry.path, { bigint: true, throwIfNoEntry: false })
  if (!stat?.isFile()) return 'gone'
  const id = { dev: String(stat.dev), ino: String(stat.ino) }
  if (!isSame(id, entry)) return 'gone'
  // Another name for it exists: only this one goes (F198).
  return { ...id, bytes: stat.nlink > 1n ? 0 : Number(stat.size) }
}

function isSame(a: FileId, b: FileId): boolean {
  return a.dev === b.dev && a.ino === b.ino
}
