// Where a page over 1 MiB waits while it is stored: a file of our own in the spool folder, on the list of what the daily clean may delete (P27).
// Written and read in place, one piece at a time, so that memory stays flat whatever the page's size.
import { randomUUID } from 'node:crypto'
import { closeSync, constants, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { WorkerPaths } from '@shared/workerMessages'
import { openInventory } from '../clean/inventory'
import type { Spool } from '../http/exchange'

const PIECE_BYTES = 1024 * 1024

/** Throws the file system's own error, ENOSPC among them; then nothing is left behind. */
export function openSpool(paths: WorkerPaths, now: number): Spool {
  mkdirSync(paths.spool, { recursive: true, mode: 0o700 })
  const path = join(paths.spool, `${randomUUID()}.page`)
  const flags = constants.O_CREAT | constants.O_EXCL | constants.O_RDWR | (constants.O_NOFOLLOW ?? 0)
  const file = openSync(path, flags, 0o600)
  const inventory = openInventory(paths)
  const entry = inventory.registerFile(paths.spool, path, now)
  let length = 0
  let isOpen = true
  return {
    write: (chunk) => {
      for (let done = 0; done < chunk.length; ) done += writeSync(file, chunk, done, chunk.length - done, length + done)
      length += chunk.length
    },
    pieces: function* () {
      const piece = Buffer.allocUnsafe(PIECE_BYTES)
      for (let at = 0; at < length; ) {
        const read = readSync(file, piece, 0, PIECE_BYTES, at)
        if (read === 0) throw new Error('a spooled page became shorter')
        at += read
        yield piece.subarray(0, read)
      }
    },
    drop: () => {
      if (!isOpen) return
      isOpen = false
      closeSync(file)
      rmSync(path, { force: true })
      inventory.forgetFile(entry.id)
    },
  }
}
