// What runs said while they ran: written once with their rows of history, gone with them, and before them where all logs together have
// become too large. What a line may hold was settled before (main/runner/runLogs.ts).
import type { RunLogRows } from '@shared/engineStore'
import type { LogLine } from '@shared/jobs/runLog'
import type { Database } from 'better-sqlite3'

export function createRunLogStore(db: Database): RunLogRows {
  const add = db.prepare<{ occurrenceId: string; bytes: number; dropped: number; lines: string }>(
    'INSERT INTO run_logs (occurrence_id, bytes, dropped, lines) VALUES (:occurrenceId, :bytes, :dropped, :lines)',
  )
  const get = db.prepare<[string], { dropped: number; lines: string }>(
    'SELECT dropped, lines FROM run_logs WHERE occurrence_id = ?',
  )
  const size = db.prepare<[], number>('SELECT ifnull(sum(bytes), 0) FROM run_logs').pluck()
  const removeOldest = db.prepare<{ limit: number }>(
    'DELETE FROM run_logs WHERE rowid IN (SELECT rowid FROM run_logs ORDER BY rowid LIMIT :limit)',
  )
  return {
    add: (occurrenceId, { lines, dropped }) => {
      const text = JSON.stringify(lines)
      add.run({ occurrenceId, dropped, lines: text, bytes: Buffer.byteLength(text) })
    },
    get: (occurrenceId) => {
      const row = get.get(occurrenceId)
      return row === undefined ? null : { lines: JSON.parse(row.lines) as LogLine[], dropped: row.dropped }
    },
    removeOldestBeyond: (bytes, limit) => ((size.get() ?? 0) > bytes ? removeOldest.run({ limit }).changes : 0),
  }
}
