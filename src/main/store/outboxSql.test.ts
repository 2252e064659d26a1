// How SQLite would run each statement of the outbox: none walks the table, none sorts.
import BetterSqlite3, { type Database } from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { allMigrations } from './migrations/all'
import { outboxSql } from './outboxSql'

let db: Database

beforeEach(() => {
  db = new BetterSqlite3(':memory:')
  for (const migration of allMigrations) migration.up(db)
})
afterEach(() => db.close())

describe('plans', () => {
  // Without statistics, as on a first day; with them SQLite may prefer a scan of a tiny table.
  const expected: Record<keyof typeof outboxSql, string> = {
    insert: 'outbox_chain',
    get: 'sqlite_autoindex_outbox_1',
    duePending: 'outbox_pending',
    dueRetries: 'outbox_retries',
    pendingCount: 'PRIMARY KEY',
    retryCount: 'outbox_retries',
    firstPending: 'outbox_pending',
    firstRetry: 'outbox_retries',
    bringForward: 'outbox_retries',
    markSending: 'sqlite_autoindex_outbox_1',
    senders: 'outbox_sending',
    giveBack: 'outbox_sending',
    giveBackAsking: 'outbox_sending',
    markBegun: 'sqlite_autoindex_outbox_1',
    insertAt: '',
    answer: '',
    answerOf: 'PRIMARY KEY',
    beginDiscard: 'sqlite_autoindex_outbox_1',
    undoDiscard: 'sqlite_autoindex_outbox_1',
    discardsDue: 'outbox_discarding',
    discardingCount: 'outbox_discarding',
    giveUpPlace: 'sqlite_autoindex_outbox_1',
    editedTo: 'outbox_linked',
    listState: 'outbox_by_state',
    filesInUse: 'outbox_files',
    intake: 'PRIMARY KEY',
    putIntake: '',
    pruneIntakes: 'outbox_intakes_by_time',
    change: 'sqlite_autoindex_outbox_1',
    unblockNext: 'outbox_chain',
    discardOpen: 'outbox_open',
    list: 'INTEGER PRIMARY KEY',
    counts: 'outbox_counts',
    prune: 'outbox_settled',
  }
  /** These read a table or an index that holds only what they want all of. */
  const walksOnly: Partial<Record<keyof typeof outboxSql, RegExp>> = {
    counts: /^SCAN outbox_counts$/,
    discardingCount: /^SCAN outbox USING (COVERING )?INDEX outbox_discarding$/,
    discardsDue: /^SCAN outbox USING (COVERING )?INDEX outbox_discarding$/,
    filesInUse: /^SCAN json_each/,
    retryCount: /^SCAN \(subquery-\d+\)$/,
  }

  it.each(Object.keys(outboxSql) as (keyof typeof outboxSql)[])('%s searches an index and sorts nothing', (name) => {
    const steps = db
      .prepare<object, { detail: string }>(`EXPLAIN QUERY PLAN ${outboxSql[name]}`)
      .all(
        new Proxy({}, { has: () => true, get: () => null, getOwnPropertyDescriptor: () => ({ configurable: true }) }),
      )
      .map(({ detail }) => detail)
    expect(steps.join('\n')).toMatch(new RegExp(expected[name]))
    const walks = steps.filter((step) => step.startsWith('SCAN') && step !== 'SCAN CONSTANT ROW')
    expect(walks.filter((step) => !walksOnly[name]?.test(step))).toEqual([])
    expect(steps.filter((step) => step.includes('TEMP B-TREE'))).toEqual([])
  })
})
