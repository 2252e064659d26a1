// Schema 5: what a run said while it ran, beside its row of history and gone with it; and what each run waited for before it started.
import type { Migration } from '../migrate'

// `bytes` stands before the lines, so that adding sizes up does not read them.
const RUN_LOGS = `
CREATE TABLE run_logs (
  occurrence_id TEXT PRIMARY KEY REFERENCES occurrences (id) ON DELETE CASCADE,
  bytes INTEGER NOT NULL CHECK (bytes > 0),
  dropped INTEGER NOT NULL CHECK (dropped >= 0),
  lines TEXT NOT NULL CHECK (json_valid(lines))
) STRICT;
`

/** ms by cause, as JSON; NULL: it waited for nothing. Known when the attempt starts, kept with its occurrence. */
const WAITED = `
ALTER TABLE attempts ADD COLUMN waited TEXT CHECK (waited IS NULL OR json_valid(waited));
ALTER TABLE occurrences ADD COLUMN waited TEXT CHECK (waited IS NULL OR json_valid(waited));
`

export const runLogsMigration: Migration = {
  number: 5,
  name: 'run-logs',
  up: (db) => db.exec(RUN_LOGS + WAITED),
}
