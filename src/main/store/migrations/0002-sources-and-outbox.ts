// Schema 2: sources and destinations, the outbox, news of what came, and the app's own flags. Rules that rows must keep are CHECKs, partial unique
// indexes and triggers here, whatever the code does. Who reads and writes: the store of each table.
import type { Migration } from '../migrate'

const SOURCES = `
CREATE TABLE sources (
  id TEXT PRIMARY KEY CHECK (id <> ''),
  name TEXT NOT NULL,
  served_by TEXT NOT NULL CHECK (served_by IN ('url', 'sample')),
  url TEXT NOT NULL,
  records_path TEXT NOT NULL,
  key_field TEXT NOT NULL,
  paginator TEXT NOT NULL CHECK (json_valid(paginator)),
  auth TEXT NOT NULL CHECK (auth IN ('none', 'bearer')),
  every_ms INTEGER CHECK (every_ms > 0),
  constraints TEXT NOT NULL CHECK (json_valid(constraints)),
  table_name TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (table_name <> ''),
  enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  created_at INTEGER NOT NULL,
  last_success_at INTEGER
) STRICT;
CREATE TABLE destinations (
  id TEXT PRIMARY KEY CHECK (id <> ''),
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  method TEXT NOT NULL CHECK (method IN ('POST', 'PUT')),
  source_id TEXT,
  -- Set when a server refused the sign-in: nothing is sent there until it is released (OUT-8).
  held_reason TEXT CHECK (held_reason IN ('auth_required')),
  held_since INTEGER,
  CHECK ((held_reason IS NULL) = (held_since IS NULL))
) STRICT;
CREATE INDEX destinations_by_source ON destinations (source_id) WHERE source_id IS NOT NULL;
`

// blocked: an earlier item of the same entity has not left the outbox, so this one must not go yet (OUT-6). Of an entity at most one
// item that is still in the outbox is not blocked: outbox_one_head.
const OUTBOX = `
CREATE TABLE outbox (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  idempotency_key TEXT NOT NULL UNIQUE,
  destination_id TEXT NOT NULL,
  entity TEXT,
  label TEXT NOT NULL,
  body TEXT NOT NULL,
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  state TEXT NOT NULL CHECK (state IN
    ('pending', 'sending', 'held', 'retry_wait', 'unknown', 'failed_permanent', 'conflict', 'done', 'discarded')),
  blocked INTEGER NOT NULL CHECK (blocked IN (0, 1)),
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  attempt_id TEXT,
  next_try_at INTEGER,
  held_reason TEXT,
  error TEXT CHECK (error IS NULL OR json_valid(error)),
  linked_id TEXT,
  created_at INTEGER NOT NULL,
  settled_at INTEGER,
  CHECK ((state = 'sending') = (attempt_id IS NOT NULL)),
  CHECK ((state = 'retry_wait') = (next_try_at IS NOT NULL)),
  CHECK ((state = 'held') = (held_reason IS NOT NULL)),
  CHECK ((state IN ('done', 'discarded')) = (settled_at IS NOT NULL)),
  CHECK (blocked = 0 OR (entity IS NOT NULL AND state <> 'sending' AND settled_at IS NULL))
) STRICT;
CREATE INDEX outbox_pending ON outbox (destination_id, seq) WHERE state = 'pending' AND blocked = 0;
CREATE INDEX outbox_retries ON outbox (destination_id, next_try_at, seq) WHERE state = 'retry_wait' AND blocked = 0;
CREATE INDEX outbox_sending ON outbox (destination_id, attempt_id) WHERE state = 'sending';
CREATE INDEX outbox_open ON outbox (destination_id, seq) WHERE settled_at IS NULL;
CREATE INDEX outbox_chain ON outbox (destination_id, entity, seq) WHERE settled_at IS NULL AND entity IS NOT NULL;
CREATE UNIQUE INDEX outbox_one_head ON outbox (destination_id, entity)
  WHERE settled_at IS NULL AND entity IS NOT NULL AND blocked = 0;
CREATE INDEX outbox_settled ON outbox (settled_at) WHERE settled_at IS NOT NULL;

-- Same key and another body is impossible (OUT-2, OUT-3).
CREATE TRIGGER outbox_is_fixed
BEFORE UPDATE OF id, idempotency_key, destination_id, entity, body, bytes, sha256, created_at, linked_id ON outbox
BEGIN
  SELECT RAISE(ABORT, 'an outbox item never changes what it sends');
END;
-- What left the outbox does not come back (P4).
CREATE TRIGGER outbox_settled_stays
BEFORE UPDATE OF state ON outbox WHEN old.settled_at IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'an outbox item that was settled stays settled');
END;
`

// Counting rows would read the whole outbox each time; these are kept with every change.
const COUNTS = `
CREATE TABLE outbox_counts (
  destination_id TEXT NOT NULL,
  state TEXT NOT NULL,
  blocked INTEGER NOT NULL,
  items INTEGER NOT NULL CHECK (items >= 0),
  PRIMARY KEY (destination_id, state, blocked)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER outbox_counted_in AFTER INSERT ON outbox
BEGIN
  INSERT INTO outbox_counts VALUES (new.destination_id, new.state, new.blocked, 1)
    ON CONFLICT DO UPDATE SET items = items + 1;
END;
CREATE TRIGGER outbox_counted_over AFTER UPDATE OF state, blocked ON outbox
BEGIN
  UPDATE outbox_counts SET items = items - 1
    WHERE destination_id = old.destination_id AND state = old.state AND blocked = old.blocked;
  INSERT INTO outbox_counts VALUES (new.destination_id, new.state, new.blocked, 1)
    ON CONFLICT DO UPDATE SET items = items + 1;
END;
CREATE TRIGGER outbox_counted_out AFTER DELETE ON outbox
BEGIN
  UPDATE outbox_counts SET items = items - 1
    WHERE destination_id = old.destination_id AND state = old.state AND blocked = old.blocked;
END;
`

// What came since the user last looked, kept with every run that ends: history itself is long.
const NEWS = `
CREATE TABLE news (
  source_id TEXT PRIMARY KEY,
  inserted INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  last_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER news_of_a_run AFTER INSERT ON occurrences
WHEN new.kind = 'feed.sync' AND EXISTS (SELECT 1 FROM sources WHERE id = new.source_id)
  AND ifnull(new.sums ->> 'inserted', 0) + ifnull(new.sums ->> 'updated', 0) + ifnull(new.sums ->> 'deleted', 0) > 0
BEGIN
  INSERT INTO news VALUES (new.source_id, ifnull(new.sums ->> 'inserted', 0), ifnull(new.sums ->> 'updated', 0),
    ifnull(new.sums ->> 'deleted', 0), new.ended_at)
  ON CONFLICT DO UPDATE SET inserted = inserted + excluded.inserted, updated = updated + excluded.updated,
    deleted = deleted + excluded.deleted, last_at = max(last_at, excluded.last_at);
END;
CREATE TRIGGER news_of_no_source AFTER DELETE ON sources
BEGIN
  DELETE FROM news WHERE source_id = old.id;
END;
`

const FLAGS = `
CREATE TABLE flags (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`

export const sourcesAndOutboxMigration: Migration = {
  number: 2,
  name: 'sources-and-outbox',
  up: (db) => db.exec(SOURCES + OUTBOX + COUNTS + NEWS + FLAGS),
}
