// Keeps the records of a pass over everything until the pass is complete (PULL-8): they are stored page by page with the checkpoint, as a kill
// demands, but become rows only together, in the transaction that ends the pass. Which passes are kept so: pull/pass.ts.
import { setImmediate as breathe } from 'node:timers/promises'
import { parseRecord } from '../parse/recordText'
import type { LibraryDb } from './database'
import { nothingWritten } from './rowWriter'
import { type KeyedRecord, openTable, type PageTable, type TableSpec, type WriteCounts } from './tables'

const AT_ONCE = 1_000
/** A number that JSON.parse might change has so many digits, or an exponent; what only looks like one costs some time. */
const MAY_BE_INEXACT = /\d[\d.]{15}|\d[eE]/

/** Takes a page's records in place of its table; nothing is counted before the end. */
export class StagedTable implements PageTable {
  constructor(
    private readonly db: LibraryDb,
    private readonly sourceId: string,
  ) {}

  begin(): ReturnType<PageTable['begin']> {
    const insert = this.db.prepare('insert into _staged (source_id, key, record) values (@sourceId, @key, @record)')
    const { sourceId } = this
    return {
      write: (records) => {
        for (const { key, record, isGone } of records) {
          insert.run({ sourceId, key, record: isGone === true ? null : textOf(record) })
        }
        return { ...nothingWritten }
      },
      finish: () => 0,
    }
  }

  committed(): void {}
}

export interface Shown {
  counts: WriteCounts
  shapeChanges: number
}

/** Makes rows of what was kept, in the order it came. In a transaction; other work of this process gets its turn. */
export async function showStaged(db: LibraryDb, spec: TableSpec, sourceId: string, now: number): Promise<Shown> {
  const counts = { ...nothingWritten }
  const table = openTable(db, spec, now)
  for (let after = 0n; ; ) {
    const rows = stagedAfter(db, sourceId, after)
    const last = rows.at(-1)
    if (!last) break
    const written = table.write(rows.map(keyed), now)
    counts.inserted += written.inserted
    counts.updated += written.updated
    counts.unchanged += written.unchanged
    counts.deleted += written.deleted
    after = BigInt(last.id)
    await breathe()
  }
  return { counts, shapeChanges: table.finish(now) }
}

interface StagedRow {
  id: number
  key: string
  record: string | null
}

function stagedAfter(db: LibraryDb, sourceId: string, after: bigint): StagedRow[] {
  return db
    .prepare<{ sourceId: string; after: bigint }, StagedRow>(
      `select id, key, record from _staged where source_id = @sourceId and id > @after order by id limit ${AT_ONCE}`,
    )
    .all({ sourceId, after })
}

function keyed({ key, record }: StagedRow): KeyedRecord {
  if (record === null) return { key, record: {}, isGone: true }
  const parsed = parseRecord(Buffer.from(record, 'utf8'), MAY_BE_INEXACT.test(record))
  if ('code' in parsed) throw new Error('a kept record is not JSON')
  return { key, record: parsed.value as Record<string, unknown> }
}

/** JSON has a sign on zero, JSON.stringify has not. Exact numbers are written as they came. */
function textOf(record: Record<string, unknown>): string {
  if (!Object.values(record).some((value) => Object.is(value, -0))) return JSON.stringify(record)
  const exact = JSON as unknown as { rawJSON(text: string): unknown }
  const entries = Object.entries(record).map(([name, value]) => [
    name,
    Object.is(value, -0) ? exact.rawJSON('-0') : value,
  ])
  return JSON.stringify(Object.fromEntries(entries))
}
