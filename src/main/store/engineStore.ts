// The engine's store over core.db: its rooms put together, and how a transaction is made. The database is opened and closed by its owner.
import type { EngineStore } from '@shared/engineStore'
import type { Database } from 'better-sqlite3'
import { createAttemptStore } from './attemptStore'
import { createGateStore } from './gateStore'
import { createJobListing } from './jobListing'
import { createJobPicks } from './jobPicks'
import { createJobStore } from './jobStore'
import { createJobSweeps } from './jobSweeps'
import { createNewsStore } from './newsStore'
import { createOccurrenceStore } from './occurrenceStore'
import { createHoldStore, createPauseStore } from './pauseStore'
import { createFactStore, createProblemStore } from './problemStore'
import { createRunLogStore } from './runLogStore'

/** `db` has every migration. Statements are prepared here, once. */
export function createEngineStore(db: Database): EngineStore {
  const jobs = createJobStore(db)
  const attempts = createAttemptStore(db)
  const occurrences = createOccurrenceStore(db)
  const news = createNewsStore(db)
  const forget = (): void => {
    jobs.forget()
    attempts.forget()
    occurrences.forget()
  }
  return {
    ...createTransactions(db, forget),
    jobs,
    picks: createJobPicks(db),
    sweeps: createJobSweeps(db),
    listing: createJobListing(db),
    attempts,
    gates: createGateStore(db),
    occurrences: {
      ...occurrences,
      add: (run) => {
        occurrences.add(run)
        news.add(run)
      },
    },
    runLogs: createRunLogStore(db),
    pauses: createPauseStore(db),
    holds: createHoldStore(db),
    problems: createProblemStore(db),
    facts: createFactStore(db),
  }
}

/** `undone`: something that was written is not there any more. */
function createTransactions(db: Database, undone: () => void): Pick<EngineStore, 'transaction' | 'savepoint'> {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')
  const mark = db.prepare('SAVEPOINT work')
  const release = db.prepare('RELEASE work')
  const undo = db.prepare('ROLLBACK TO work')
  return {
    transaction: (work) => {
      begin.run()
      try {
        const value = work()
        commit.run()
        return value
      } catch (error) {
        // SQLite ends a transaction by itself on a full disk or an I/O error.
        if (db.inTransaction) rollback.run()
        undone()
        throw error
      }
    },
    savepoint: (work) => {
      mark.run()
      try {
        return work()
      } catch (error) {
        if (db.inTransaction) undo.run()
        undone()
        throw error
      } finally {
        if (db.inTransaction) release.run()
      }
    },
  }
}
