// A core.db with a great many jobs in it, as they are after long use: half wait for their time behind twenty gates, half succeeded in the
// last days, a quarter have a row of history. Made of the rows of a few jobs that the engine stored itself, copied inside SQLite.
import { join } from 'node:path'
import type { JobRequest } from '@shared/jobs/job'
import { closeCoreDatabase, openCoreDatabase } from '../../src/main/store/database'
import { openQueue } from './inProcess'

const HOUR_MS = 3_600_000
const GATES = 20

type Db = ReturnType<typeof openCoreDatabase>

/** Path of a new core.db with `count` jobs in `folder`. */
export async function storeJobs(folder: string, count: number): Promise<string> {
  const path = join(folder, 'stored', 'core.db')
  await storePatterns(path, folder)
  const db = openCoreDatabase(path)
  // Only while it is filled: nobody waits for these rows.
  db.pragma('synchronous = OFF')
  db.pragma('cache_size = -400000')
  const patterns = db.prepare<[], string>('SELECT id FROM jobs ORDER BY id').pluck().all()
  const ofEach = count / 2 / GATES
  db.exec('BEGIN')
  patterns.forEach((id, index) => copy(db, id, ofEach, index))
  db.prepare("DELETE FROM jobs WHERE id NOT LIKE 'stored-%'").run()
  db.exec('COMMIT')
  db.pragma('synchronous = FULL')
  closeCoreDatabase(db)
  return path
}

/** Jobs that wait an hour and more, behind as many gates as there may be, and as many that have run. */
async function storePatterns(path: string, folder: string): Promise<void> {
  const { core, whenEnded } = await openQueue(path, folder, 2)
  const request = (index: number): JobRequest => ({
    kind: 'diagnostic.noop',
    input: {},
    label: `Stored job ${index}`,
    tags: [`stored-${index % 5}`],
    sourceId: `source-${index}`,
  })
  const all = Array.from({ length: GATES }, (_, index) => request(index))
  const ended = whenEnded(GATES)
  await core.enqueue(all)
  await ended
  await core.enqueue(all.map((one) => ({ ...one, initialDelayMs: HOUR_MS })))
  await core.shutDown()
}

function copy(db: Db, id: string, count: number, index: number): void {
  const columns = db.prepare<[], string>("SELECT name FROM pragma_table_info('jobs')").pluck().all()
  // Ids in the order of time, as real ones are; hours and days lie between.
  const own: Record<string, string> = {
    id: `printf('stored-%08d-%02d', n, ${index})`,
    due_at: 'due_at + n * 1000',
    enqueued_at: 'enqueued_at - n * 10',
    last_enqueued_at: 'last_enqueued_at - n * 10',
    started_at: 'started_at - n * 10',
    last_ended_at: 'last_ended_at - n * 10',
    finished_at: 'finished_at - n * 10',
  }
  const numbers = `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})`
  db.prepare(
    `${numbers} INSERT INTO jobs (${columns.join()}) SELECT ${columns.map((name) => own[name] ?? name).join()}
     FROM numbers CROSS JOIN jobs WHERE jobs.id = :id`,
  ).run({ id })
  db.prepare(
    `${numbers} INSERT INTO job_tags (job_id, tag) SELECT ${own.id}, tag
     FROM numbers CROSS JOIN job_tags WHERE job_id = :id`,
  ).run({ id })
  const kept = db.prepare<[], string>("SELECT name FROM pragma_table_info('occurrences')").pluck().all()
  const ofHistory: Record<string, string> = {
    id: `printf('run-%08d-%02d', n, ${index})`,
    job_id: own.id ?? '',
    started_at: own.started_at ?? '',
    ended_at: 'ended_at - n * 10',
  }
  db.prepare(
    `${numbers} INSERT INTO occurrences (${kept.join()}) SELECT ${kept.map((name) => ofHistory[name] ?? name).join()}
     FROM numbers CROSS JOIN occurrences WHERE job_id = :id AND n % 2 = 0`,
  ).run({ id })
}
