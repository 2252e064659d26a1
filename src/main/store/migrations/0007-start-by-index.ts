// Schema 7: what is looked for at each start, or when the network returns, is found by an index of the few rows that have it, and not by
// reading every job.
import type { Migration } from '../migrate'

const INDEXES = `
CREATE INDEX jobs_progress ON jobs (id) WHERE progress IS NOT NULL;
CREATE INDEX jobs_skipping ON jobs (due_at) WHERE state = 'enqueued' AND missed = 'skip';
CREATE INDEX jobs_waiting ON jobs (hold_reason) WHERE state = 'enqueued' AND hold_reason IS NOT NULL;
`

export const startByIndexMigration: Migration = {
  number: 7,
  name: 'start-by-index',
  up: (db) => db.exec(INDEXES),
}
