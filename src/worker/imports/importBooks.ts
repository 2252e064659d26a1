// What is on record about imports: which files were imported before (IMP-8), and what one of them set aside (IMP-5). Only reads; who writes it
// down: importRuns.ts.
import { type AsideCode, type AsideSummary, asideCodes, type EarlierImport } from '@shared/imports'
import { z } from 'zod'
import type { LibraryDb } from '../library/database'

const earlierSchema = z.object({ hash: z.string(), table: z.string(), finishedAt: z.number(), rows: z.number() })
const MOST_EARLIER = 20
const hasBooks = (db: LibraryDb): boolean =>
  db.prepare("select 1 from sqlite_schema where name = '_file_imports'").get() !== undefined

/** Imports that are over, of files of so many bytes and into tables that are still there; the latest first. */
export function finishedImports(db: LibraryDb, bytes: number): (EarlierImport & { hash: string })[] {
  if (!hasBooks(db)) return []
  const rows = db
    .prepare(
      `select hash, table_name as "table", finished_at as finishedAt,
         json_extract(sums, '$.inserted') + json_extract(sums, '$.updated') + json_extract(sums, '$.unchanged') as rows
       from _file_imports
       where file_bytes = @bytes and finished_at is not null and hash is not null
         and exists (select 1 from _tables where _tables.table_name = _file_imports.table_name)
       order by finished_at desc limit ${MOST_EARLIER}`,
    )
    .all({ bytes: BigInt(bytes) })
  return z.array(earlierSchema).parse(rows)
}

interface AsideRow {
  code: string
  count: number
}

/** null where it set nothing aside, or is not known. */
export function asideOf(db: LibraryDb, jobId: string): AsideSummary | null {
  if (!hasBooks(db)) return null
  const found = db
    .prepare<{ jobId: string }, { importId: string; count: number; table: string; format: string }>(
      `select import_id as importId, json_extract(sums, '$.setAside') as count, table_name as "table", json_extract(reading, '$.format') as format
       from _file_imports where job_id = @jobId`,
    )
    .get({ jobId })
  if (!found || found.count === 0) return null
  const { importId, count, table, format } = found
  const reasons = db
    .prepare<{ importId: string }, AsideRow>(
      'select code, count(*) as count from _rejects where import_id = @importId group by code order by count(*) desc, code',
    )
    .all({ importId })
  const missing = db.prepare('select count(*) from _rejects where import_id = @importId and text is null').pluck()
  const kept = reasons.reduce((sum, reason) => sum + reason.count, 0)
  return {
    name: `${table}-set-aside`,
    format: format === 'csv' ? 'csv' : 'json',
    count,
    isWhole: kept === count && missing.get({ importId }) === 0,
    reasons: reasons.filter((reason): reason is AsideSummary['reasons'][number] => isCode(reason.code)),
  }
}

function isCode(code: string): code is AsideCode {
  return (asideCodes as readonly string[]).includes(code)
}
