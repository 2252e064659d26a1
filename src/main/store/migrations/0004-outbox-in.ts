// Schema 4: what a destination is beyond an address, files in the outbox, what is remembered of a send that may have arrived, a discard
// that can be taken back, last answers, and what an attempt has brought into the outbox so far.
import type { Migration } from '../migrate'

// Made anew for PATCH, which its CHECK did not know. settings: what of shared/destinations.ts is not a column; NULL: every default.
const DESTINATIONS = `
CREATE TABLE destinations_new (
  id TEXT PRIMARY KEY CHECK (id <> ''),
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  method TEXT NOT NULL CHECK (method IN ('POST', 'PUT', 'PATCH')),
  source_id TEXT,
  -- Set when a server refused the sign-in: nothing is sent there until it is released (OUT-8).
  held_reason TEXT CHECK (held_reason IN ('auth_required')),
  held_since INTEGER,
  settings TEXT CHECK (settings IS NULL OR json_valid(settings)),
  CHECK ((held_reason IS NULL) = (held_since IS NULL))
) STRICT;
INSERT INTO destinations_new SELECT id, name, url, method, source_id, held_reason, held_since, NULL FROM destinations;
DROP TABLE destinations;
ALTER TABLE destinations_new RENAME TO destinations;
CREATE INDEX destinations_by_source ON destinations (source_id) WHERE source_id IS NOT NULL;
`

// maybe_arrived: an attempt was made of which nobody knows what became (OUT-4). tries_since: when a person last said "try again".
// discard_at: when a discard becomes final; before_discard: what it goes back to until then.
const OUTBOX = `
ALTER TABLE outbox ADD COLUMN file TEXT;
ALTER TABLE outbox ADD COLUMN file_name TEXT;
ALTER TABLE outbox ADD COLUMN content_type TEXT;
ALTER TABLE outbox ADD COLUMN maybe_arrived INTEGER NOT NULL DEFAULT 0 CHECK (maybe_arrived IN (0, 1));
ALTER TABLE outbox ADD COLUMN first_sent_at INTEGER;
ALTER TABLE outbox ADD COLUMN tries_since INTEGER;
ALTER TABLE outbox ADD COLUMN discard_at INTEGER;
ALTER TABLE outbox ADD COLUMN before_discard TEXT CHECK (before_discard IS NULL OR json_valid(before_discard));
CREATE INDEX outbox_by_state ON outbox (state, seq);
CREATE INDEX outbox_discarding ON outbox (discard_at) WHERE discard_at IS NOT NULL AND settled_at IS NULL;
CREATE UNIQUE INDEX outbox_linked ON outbox (linked_id) WHERE linked_id IS NOT NULL;
CREATE UNIQUE INDEX outbox_files ON outbox (file) WHERE file IS NOT NULL;
DROP TRIGGER outbox_is_fixed;
-- Same key and another body is impossible (OUT-2, OUT-3).
CREATE TRIGGER outbox_is_fixed
BEFORE UPDATE OF id, idempotency_key, destination_id, entity, body, bytes, sha256, created_at, linked_id, file, file_name,
  content_type ON outbox
BEGIN
  SELECT RAISE(ABORT, 'an outbox item never changes what it sends');
END;
`

const ANSWERS = `
CREATE TABLE outbox_answers (
  item_id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  status INTEGER NOT NULL,
  headers TEXT NOT NULL CHECK (json_valid(headers)),
  body TEXT NOT NULL CHECK (length(body) <= 65536),
  is_cut INTEGER NOT NULL CHECK (is_cut IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE TRIGGER outbox_answer_of_none AFTER DELETE ON outbox
BEGIN
  DELETE FROM outbox_answers WHERE item_id = old.id;
END;
`

// One row a period of a job that brings items: how many it has brought, of what.
const INTAKES = `
CREATE TABLE outbox_intakes (
  id TEXT PRIMARY KEY CHECK (id <> ''),
  identity TEXT NOT NULL,
  taken INTEGER NOT NULL CHECK (taken >= 0),
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_intakes_by_time ON outbox_intakes (at);
`

export const outboxInMigration: Migration = {
  number: 4,
  name: 'outbox-in',
  up: (db) => db.exec(DESTINATIONS + OUTBOX + ANSWERS + INTAKES),
}
