// The clean as a whole: files, logs and rows of a real library.db.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DAY_MS } from '@shared/time'
import type { WorkerPaths } from '@shared/workerMessages'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLineLog } from '../../testing/lineLog'
import { createOwnFile, openInventory } from '../clean/inventory'
import type { HandlerRun } from '../handler'
import { openLibrary } from '../library/database'
import { openTable } from '../library/tables'
import { clean } from './clean'

const now = 1_800_000_000_000
let folder = ''
let paths: WorkerPaths

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lull-clean-'))
  paths = {
    library: join(folder, 'library.db'),
    imports: join(folder, 'imports.db'),
    spool: join(folder, 'spool'),
    temp: join(folder, 'temp'),
  }
  mkdirSync(paths.spool)
  mkdirSync(paths.temp)
})
afterEach(() => rmSync(folder, { recursive: true }))

function attempt(logsPastCap: { path: string; bytes: number }[] = []): HandlerRun<Record<string, never>> {
  const scope = { logsPastCap, olderThanMs: 7 * DAY_MS, softDeletedOlderThanMs: 30 * DAY_MS }
  return {
    run: {
      attemptId: 'a',
      jobId: 'j',
      kind: 'clean',
      input: {},
      attempt: 0,
      tags: [],
      generation: 0,
      sourceId: null,
      epoch: 1,
      trigger: 'schedule',
    },
    input: {},
    signal: new AbortController().signal,
    ask: (() => Promise.resolve(scope)) as unknown as HandlerRun<unknown>['ask'],
    progress() {},
    sums: {},
    log: { debug() {}, info() {}, warn() {}, error() {} },
    paths,
    now: () => now,
  }
}

describe('clean', () => {
  it('frees old temporary files and logs past the cap, and says how much', async () => {
    const { path, handle } = await createOwnFile(openInventory(paths), paths.temp, '.csv', now - 8 * DAY_MS)
    await handle.writeFile('x'.repeat(300))
    await handle.close()
    const log = join(folder, 'main.3.log')
    writeFileSync(log, 'y'.repeat(200))
    const run = attempt([
      { path: log, bytes: 200 },
      { path: join(folder, 'gone.log'), bytes: 1 },
    ])
    expect(await clean(run)).toEqual({
      type: 'succeeded',
      output: { freedBytes: 500, files: 2, rows: 0, skipped: 0 },
    })
    expect(run.sums).toEqual({ freedBytes: 500 })
    expect([existsSync(path), existsSync(log)]).toEqual([false, false])
  })

  it('deletes no link that stands where a log was', async () => {
    const victim = join(folder, 'victim')
    writeFileSync(victim, 'precious')
    const log = join(folder, 'main.3.log')
    symlinkSync(victim, log)
    expect(await clean(attempt([{ path: log, bytes: 8 }]))).toMatchObject({ output: { files: 0 } })
    expect([existsSync(log), readFileSync(victim, 'utf8')]).toEqual([true, 'precious'])
  })

  it('PULL-16 removes rows marked as deleted for 30 days, keeps the others, and gives the space back', async () => {
    const library = openLibrary(paths.library)
    const records = Array.from({ length: 12_000 }, (_, at) => ({ key: `k${at}`, record: { note: 'x'.repeat(200) } }))
    library.db.transaction(() => {
      openTable(library.db, { table: 'items', sourceId: 's', keyField: 'id' }, now).write(records, now)
      const mark = library.db.prepare('update items set _deleted_at = ? where rowid between ? and ?')
      mark.run(BigInt(now - 31 * DAY_MS), 2_001n, 6_000n)
      mark.run(BigInt(now - 29 * DAY_MS), 6_001n, 10_000n)
    })()
    const run = attempt()
    const outcome = await clean(run)
    expect(outcome).toMatchObject({ type: 'succeeded', output: { rows: 4_000, files: 0 } })
    expect(run.sums.deleted).toBe(4_000)
    expect(run.sums.freedBytes).toBeGreaterThan(100_000)
    const left = library.db.prepare('select count(*), count(_deleted_at) from items').raw().get()
    expect(left).toEqual([8_000, 4_000])
    expect(library.db.prepare('select rows from _tables').pluck().get()).toBe(8_000)
    library.close()
  })

  it('OBS-1 says what it deleted, by numbers', async () => {
    const { log, lines } = createLineLog()
    const path = join(folder, 'private.log')
    writeFileSync(path, 'y'.repeat(200))
    openLibrary(paths.library).close()
    await clean({ ...attempt([{ path, bytes: 200 }]), log })
    expect(lines).toMatchObject([
      { level: 'info', message: 'deleted files of its own', fields: { logs: 1, temporary: 0, freedBytes: 200 } },
      { level: 'info', message: 'removed rows long marked as deleted', fields: { rows: 0 } },
    ])
    expect(JSON.stringify(lines)).not.toContain('private')
  })

  it('makes no library where there is none', async () => {
    await clean(attempt())
    expect(existsSync(paths.library)).toBe(false)
  })
})
