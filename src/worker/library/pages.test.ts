// Pages are stored whole or not at all, with what stands for them, and by the owner of the table only.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LibraryFile, openLibrary } from './database'
import { claimLease, FenceLost, type Lease } from './lease'
import { type PageWrite, storePage } from './pages'
import { dropSums, storeSums, takeOverSums } from './runSums'
import type { KeyedRecord } from './tables'
import { inTransaction, LibraryBusy } from './transaction'

let folder: string
let file: LibraryFile

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lull-pages-'))
  file = openLibrary(join(folder, 'library.db'))
})

afterEach(() => {
  file.close()
  rmSync(folder, { recursive: true })
})

const lease: Lease = { target: 'things', epoch: 5 }
const keyed = (ids: number[]): KeyedRecord[] => ids.map((id) => ({ key: String(id), record: { id } }))
const upTo = (count: number): number[] => Array.from({ length: count }, (_, id) => id)

function page(more: Partial<PageWrite> = {}): PageWrite {
  const table = { table: 'things', sourceId: 's', keyField: 'id' }
  return {
    lease,
    table,
    batches: [keyed([1, 2])],
    now: 1,
    signal: new AbortController().signal,
    alongside: () => {},
    ...more,
  }
}

function stored(): { tables: unknown; sums: unknown } {
  const { db } = file
  const hasTable = db.prepare("select 1 from sqlite_schema where name = 'things'").get() !== undefined
  return {
    tables: hasTable ? db.prepare('select count(*) from things').pluck().get() : null,
    sums: db.prepare('select sums from _open_runs').pluck().get() ?? null,
  }
}

describe('a page', () => {
  it('PULL-5 is stored with what stands for it', async () => {
    claimLease(file.db, lease)
    const counts = await storePage(file.db, page({ alongside: () => storeSums(file.db, lease, 'a', { pages: 1 }, 1) }))
    expect(counts).toEqual({ inserted: 2, updated: 0, unchanged: 0, deleted: 0 })
    expect(stored()).toEqual({ tables: 2, sums: '{"pages":1}' })
  })

  it('P12 F3 leaves nothing, not even its table, when it breaks before its end', async () => {
    claimLease(file.db, lease)
    const breaking = function* (): Generator<KeyedRecord[]> {
      yield keyed(upTo(3_000))
      throw new Error('the body is not what it seemed')
    }
    await expect(storePage(file.db, page({ batches: breaking() }))).rejects.toThrow('seemed')
    expect(stored()).toEqual({ tables: null, sums: null })
  })

  it('P11 leaves no rows when its cursor cannot be stored', async () => {
    claimLease(file.db, lease)
    const alongside = (): void => {
      storeSums(file.db, lease, 'a', { pages: 1 }, 1)
      throw new Error('killed')
    }
    await expect(storePage(file.db, page({ alongside }))).rejects.toThrow('killed')
    expect(stored()).toEqual({ tables: null, sums: null })
  })

  it('F53 is not reported as stored when SQLite ended its transaction', async () => {
    claimLease(file.db, lease)
    await expect(storePage(file.db, page({ alongside: () => void file.db.exec('rollback') }))).rejects.toThrow(
      /ended by itself/,
    )
    expect(stored().tables).toBeNull()
  })

  it('yields to a stop between batches and keeps nothing of itself', async () => {
    claimLease(file.db, lease)
    const controller = new AbortController()
    const reason = new Error('stopped')
    let taken = 0
    const batches = function* (): Generator<KeyedRecord[]> {
      for (;;) {
        if (++taken === 3) controller.abort(reason)
        yield keyed(upTo(1_000))
      }
    }
    await expect(storePage(file.db, page({ batches: batches(), signal: controller.signal }))).rejects.toBe(reason)
    expect([taken, stored().tables]).toEqual([3, null])
  })

  it('gives other work its turn at least every thousand rows', async () => {
    claimLease(file.db, lease)
    let turns = 0
    const turn = (): void => {
      turns++
      immediate = setImmediate(turn)
    }
    let immediate = setImmediate(turn)
    await storePage(file.db, page({ batches: [keyed(upTo(5_000))] }))
    clearImmediate(immediate)
    expect(turns).toBeGreaterThanOrEqual(5)
  })
})

describe('the fence', () => {
  it('D4 lets only a higher epoch claim', () => {
    claimLease(file.db, lease)
    expect(() => claimLease(file.db, lease)).toThrow(FenceLost)
    expect(() => claimLease(file.db, { ...lease, epoch: 4 })).toThrow(FenceLost)
    expect(() => claimLease(file.db, { ...lease, epoch: 6 })).not.toThrow()
    expect(() => claimLease(file.db, { target: 'other', epoch: 1 })).not.toThrow()
  })

  it('P9 F22 an attempt that was overtaken stores nothing, and says how far the epochs are', async () => {
    claimLease(file.db, lease)
    await storePage(file.db, page())
    claimLease(file.db, { ...lease, epoch: 9 })
    await expect(storePage(file.db, page({ batches: [keyed([3])] }))).rejects.toMatchObject({ storedEpoch: 9 })
    expect(stored().tables).toBe(2)
  })

  it('an attempt that never claimed stores nothing', async () => {
    await expect(storePage(file.db, page())).rejects.toBeInstanceOf(FenceLost)
  })
})

describe('the sums of a run', () => {
  it('D5 of a dead attempt go to the next, once', () => {
    storeSums(file.db, lease, 'dead', { pages: 2, inserted: 200 }, 1)
    const sums = { requests: 1 }
    const next = { ...lease, epoch: 6 }
    takeOverSums(file.db, next, sums)
    expect(sums).toEqual({ requests: 1, pages: 2, inserted: 200 })
    dropSums(file.db, lease)
    expect(stored().sums).not.toBeNull()
    dropSums(file.db, next)
    const later = {}
    takeOverSums(file.db, { ...lease, epoch: 7 }, later)
    expect(later).toEqual({})
  })
})

describe('another writer', () => {
  it('F51 is waited for, and given up on with a name', async () => {
    const other = openLibrary(file.path)
    other.db.exec('begin immediate')
    file.db.pragma('busy_timeout = 0')
    const { signal } = new AbortController()
    const waiting = inTransaction(file.db, { signal, giveUpAfterMs: 0 }, () => {})
    await expect(waiting).rejects.toBeInstanceOf(LibraryBusy)
    const later = inTransaction(file.db, { signal }, () => 'done')
    other.db.exec('rollback')
    expect(await later).toBe('done')
    other.close()
  })
})
