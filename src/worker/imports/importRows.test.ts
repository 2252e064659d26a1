// How often an import commits: by what was read where it is quick, by the time where it is slow; never by rows.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plainJson } from '@shared/imports'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openImports } from '../library/database'
import type { ImportFile } from './importFile'
import { claimTable, type ImportRowsPorts, openImportRows } from './importRows'
import { openImportSteps } from './importSteps'
import { theStart } from './rowSteps'

const MIB = 1024 * 1024
const PIECE_BYTES = 256 * 1024

let folder: string
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
  folder = mkdtempSync(join(tmpdir(), 'lull-commits-'))
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true })
})

/** `pieceMs`: how long each piece takes to come. */
function fileOf(content: Buffer, pieceMs: number): ImportFile {
  return {
    identity: 'one',
    bytes: content.length,
    async *pieces(offset) {
      for (let at = offset; at < content.length; at += PIECE_BYTES) {
        vi.advanceTimersByTime(pieceMs)
        yield content.subarray(at, at + PIECE_BYTES)
      }
    },
    isUnchanged: async () => true,
    close: async () => {},
  }
}

/** Transactions with rows, and the rows stored. */
async function imported(content: Buffer, pieceMs: number): Promise<{ commits: number; rows: unknown }> {
  const imports = openImports(join(folder, 'imports.db'))
  try {
    const { db } = imports
    const { signal } = new AbortController()
    const lease = await claimTable(db, 't', 1, signal)
    const ports: ImportRowsPorts = { db, signal, now: () => 7, sums: {}, lease, attemptId: 'a' }
    const reading = { ...plainJson, format: 'ndjson' as const }
    const about = { importId: 'i', jobId: 'j', table: 't', keyField: 'id', identity: 'one', columns: null, reading }
    const rows = await openImportRows(ports, { ...about, fileBytes: content.length }, null)
    const steps = openImportSteps(fileOf(content, pieceMs), reading, null, theStart)
    let commits = 1
    while (await rows.store(steps)) commits++
    await steps.close()
    return { commits, rows: db.prepare('select count(*) from t').pluck().get() }
  } finally {
    imports.close()
  }
}

const row = (id: number): string => `${JSON.stringify({ id, text: 'x'.repeat(980) })}\n`
const ROWS = 13 * 1024
const content = Buffer.from(Array.from({ length: ROWS }, (_, id) => row(id)).join(''))

it('IMP-7 commits once for every 4 MiB that came quickly', async () => {
  expect(content.length / MIB).toBeGreaterThan(12)
  expect(await imported(content, 1)).toEqual({ commits: 4, rows: ROWS })
})

it('IMP-7 commits every quarter of a second where the file comes slowly, so that little is done again', async () => {
  const pieces = Math.ceil(content.length / PIECE_BYTES)
  const { commits, rows } = await imported(content, 130)
  expect(rows).toBe(ROWS)
  expect(commits).toBeGreaterThanOrEqual(Math.floor(pieces / 2))
})
