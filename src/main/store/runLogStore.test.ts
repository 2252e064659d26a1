// What runs said goes with their rows of history, and the oldest go first where all together are too much; figures are read by index.
import type { OccurrenceResult } from '@shared/jobs/outcome'
import type { OccurrenceRecord } from '@shared/jobs/record'
import type { LogLine } from '@shared/jobs/runLog'
import type { Database } from 'better-sqlite3'
import { beforeEach, describe, expect, it } from 'vitest'
import { openTestDatabase } from '../../testing/testDatabase'
import { createEngineStore } from './engineStore'
import { FIGURES_SQL } from './occurrenceFigures'

let db: Database
let store: ReturnType<typeof createEngineStore>
beforeEach(() => {
  db = openTestDatabase()
  store = createEngineStore(db)
})

const lines: LogLine[] = [{ at: 5, level: 'warn', message: 'Ünicode „quoted" \\n', fields: { pages: 3, whole: true } }]

function occurrence(id: string, more: Partial<OccurrenceRecord> = {}): OccurrenceRecord {
  return {
    id,
    jobId: 'job',
    kind: 'a',
    sourceId: null,
    label: null,
    result: 'ran',
    trigger: 'schedule',
    attempt: 1,
    marks: [],
    stopReason: null,
    errorJson: null,
    mergedCount: 1,
    dueAt: 0,
    startedAt: 0,
    endedAt: 1,
    sumsJson: '{}',
    waitedJson: null,
    ...more,
  }
}
const add = (id: string, more: Partial<OccurrenceRecord> = {}): void => {
  store.occurrences.add(occurrence(id, more))
  store.runLogs.add(id, { lines, dropped: 2 })
}

describe('the log of a run', () => {
  it('is there as it was said, and null where nothing was', () => {
    add('one')
    store.occurrences.add(occurrence('mute'))
    expect(store.runLogs.get('one')).toEqual({ lines, dropped: 2 })
    expect(store.runLogs.get('mute')).toBeNull()
    expect(store.runLogs.get('nobody')).toBeNull()
  })

  it('goes with its row of history', () => {
    for (let at = 0; at < 10; at += 1) add(`run-${at}`, { endedAt: at })
    expect(store.occurrences.removeBefore(4, 100)).toBe(4)
    const left = db.prepare('SELECT occurrence_id FROM run_logs ORDER BY 1').pluck().all()
    expect(left).toEqual(['run-4', 'run-5', 'run-6', 'run-7', 'run-8', 'run-9'])
  })

  it('is not kept of a run that is not in history', () => {
    expect(() => store.runLogs.add('nobody', { lines, dropped: 0 })).toThrow('FOREIGN KEY')
  })

  it('goes before its row where all together are too large, the oldest first, a few at a time', () => {
    for (let at = 0; at < 10; at += 1) add(`run-${at}`, { endedAt: at })
    const bytes = Buffer.byteLength(JSON.stringify(lines))
    expect(store.runLogs.removeOldestBeyond(10 * bytes, 3)).toBe(0)
    expect(store.runLogs.removeOldestBeyond(10 * bytes - 1, 3)).toBe(3)
    expect(store.runLogs.get('run-2')).toBeNull()
    expect(store.runLogs.get('run-3')).not.toBeNull()
    expect(store.occurrences.page({}, 100)).toMatchObject({ rows: { length: 10 } })
  })
})

describe('rows that figures are made of', () => {
  it('are those of one job that ended within the time, with what counts of them', () => {
    add('before', { endedAt: 9 })
    add('first', { endedAt: 10, sumsJson: '{"bytesIn":5}', waitedJson: '{"offline":2000}' })
    add('last', { endedAt: 19, startedAt: null, mergedCount: 3 })
    add('after', { endedAt: 20 })
    add('other', { jobId: 'other', endedAt: 15 })
    expect(store.occurrences.ofJobBetween('job', 10, 20)).toEqual([
      {
        result: 'ran',
        mergedCount: 1,
        startedAt: 0,
        endedAt: 10,
        waitedJson: '{"offline":2000}',
        bytesIn: 5,
        bytesOut: null,
      },
      { result: 'ran', mergedCount: 3, startedAt: null, endedAt: 19, waitedJson: null, bytesIn: null, bytesOut: null },
    ])
  })

  it('D6 are a search of one index, without a scan or a sort', () => {
    const steps = db.prepare(`EXPLAIN QUERY PLAN ${FIGURES_SQL}`).all({ jobId: 'j', from: 0, to: 1 })
    const details = (steps as { detail: string }[]).map((step) => step.detail)
    expect(details).toEqual([
      'SEARCH occurrences USING INDEX occurrences_by_job (job_id=? AND ended_at>? AND ended_at<?)',
    ])
  })
})

describe('a page of history', () => {
  it('COND-8 OBS-1 finds due times that were merged by the row that stands for them, whatever became of it', () => {
    add('once', { endedAt: 1 })
    add('four', { endedAt: 2, mergedCount: 4, marks: ['merged'] })
    add('skipped', { endedAt: 3, result: 'skipped', mergedCount: 3, startedAt: null })
    add('failed', { endedAt: 4, result: 'failed' })
    const found = (results: OccurrenceResult[]): string[] => {
      const page = store.occurrences.page({ results }, 10)
      return page === 'bad_cursor' ? [page] : page.rows.map(({ id }) => id)
    }
    expect(found(['merged'])).toEqual(['skipped', 'four'])
    expect(found(['merged', 'failed'])).toEqual(['failed', 'skipped', 'four'])
    expect(found(['ran'])).toEqual(['four', 'once'])
  })
})
