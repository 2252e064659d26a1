-- What all migrations of core.db come to. Written by UPDATE_SCHEMA=1 npm run unit -- src/main/store/schema.test.ts

CREATE TRIGGER attempts_are_fixed BEFORE UPDATE OF id, job_id, epoch ON attempts BEGIN
  SELECT RAISE(ABORT, 'an attempt stays what it is');
END;

CREATE TRIGGER attempts_once BEFORE INSERT ON attempts
WHEN EXISTS (SELECT 1 FROM attempts WHERE job_id = new.job_id OR id = new.id)
BEGIN
  SELECT RAISE(ABORT, 'a job has one live attempt');
END;

CREATE TABLE "attempts" (
  id TEXT NOT NULL CHECK (id <> ''),
  job_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  source_id TEXT,
  label TEXT,
  instance_id TEXT NOT NULL,
  epoch INTEGER PRIMARY KEY,
  trigger TEXT NOT NULL,
  attempt INTEGER NOT NULL CHECK (attempt >= 1),
  generation INTEGER NOT NULL,
  override_generation INTEGER NOT NULL,
  expedited INTEGER NOT NULL CHECK (expedited IN (0, 1)),
  due_at INTEGER,
  merged_count INTEGER NOT NULL CHECK (merged_count >= 1),
  started_at INTEGER NOT NULL,
  needs TEXT NOT NULL CHECK (json_valid(needs)),
  marks TEXT NOT NULL CHECK (json_valid(marks)),
  names TEXT NOT NULL CHECK (json_valid(names)),
  stop_reason TEXT,
  waited TEXT CHECK (waited IS NULL OR json_valid(waited))
) STRICT;

CREATE TABLE "destinations" (
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

CREATE INDEX destinations_by_source ON destinations (source_id) WHERE source_id IS NOT NULL;

CREATE TABLE facts (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE flags (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE gates (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  source_id TEXT,
  choices TEXT NOT NULL CHECK (json_valid(choices)),
  rank INTEGER NOT NULL CHECK (rank BETWEEN 0 AND 5),
  periodic INTEGER NOT NULL CHECK (periodic IN (0, 1))
) STRICT;

CREATE UNIQUE INDEX gates_once ON gates (kind, ifnull(source_id, ''), choices, rank, periodic);

CREATE TABLE holds (
  scope TEXT NOT NULL CHECK (scope IN ('origin', 'source')),
  key TEXT NOT NULL,
  reason TEXT NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER,
  PRIMARY KEY (scope, key, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE "job_dependencies" (
  parent_id TEXT NOT NULL REFERENCES "jobs" (id) ON DELETE CASCADE,
  child_id TEXT NOT NULL REFERENCES "jobs" (id) ON DELETE CASCADE,
  PRIMARY KEY (parent_id, child_id),
  CHECK (parent_id <> child_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_dependencies_by_child ON job_dependencies (child_id, parent_id);

CREATE TABLE "job_names" (
  job_id TEXT NOT NULL REFERENCES "jobs" (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  PRIMARY KEY (job_id, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_names_by_name ON job_names (name, job_id);

CREATE TABLE "job_tags" (
  job_id TEXT NOT NULL REFERENCES "jobs" (id) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (job_id, tag)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_tags_by_tag ON job_tags (tag, job_id);

CREATE TABLE "jobs" (
  id TEXT PRIMARY KEY CHECK (id <> ''),
  kind TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('enqueued', 'running', 'blocked', 'succeeded', 'failed', 'cancelled')),
  gate_id INTEGER NOT NULL,
  sole_name TEXT,
  source_id TEXT,
  label TEXT,
  input TEXT NOT NULL CHECK (json_valid(input)),
  choices TEXT NOT NULL CHECK (json_valid(choices)),
  priority INTEGER NOT NULL CHECK (priority IN (0, 1, 2)),
  expedited INTEGER NOT NULL CHECK (expedited IN (0, 1)),
  out_of_quota TEXT NOT NULL CHECK (out_of_quota IN ('runAsNormal', 'drop')),
  every_ms INTEGER CHECK (every_ms >= 60000),
  flex_ms INTEGER CHECK (flex_ms >= 10000 AND flex_ms <= every_ms),
  cron TEXT,
  time_zone TEXT,
  missed TEXT NOT NULL CHECK (missed IN ('once', 'skip')),
  initial_delay_ms INTEGER NOT NULL CHECK (initial_delay_ms >= 0),
  backoff_policy TEXT NOT NULL CHECK (backoff_policy IN ('linear', 'exponential')),
  backoff_delay_ms INTEGER NOT NULL CHECK (backoff_delay_ms BETWEEN 10000 AND 18000000),
  backoff_jitter REAL NOT NULL CHECK (backoff_jitter BETWEEN 0 AND 1),
  backoff_cap_ms INTEGER CHECK (backoff_cap_ms BETWEEN 10000 AND 18000000),
  max_attempts INTEGER CHECK (max_attempts >= 1),
  deadline_ms INTEGER CHECK (deadline_ms >= 1),
  merger TEXT NOT NULL,
  keep_for_ms INTEGER CHECK (keep_for_ms >= 0),
  override_at INTEGER,
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  failures INTEGER NOT NULL CHECK (failures >= 0),
  worker_deaths INTEGER NOT NULL CHECK (worker_deaths >= 0),
  main_deaths INTEGER NOT NULL CHECK (main_deaths >= 0),
  period_count INTEGER NOT NULL CHECK (period_count >= 0),
  generation INTEGER NOT NULL CHECK (generation >= 0),
  override_generation INTEGER NOT NULL CHECK (override_generation >= 0),
  enqueued_at INTEGER NOT NULL,
  last_enqueued_at INTEGER,
  backoff_until INTEGER,
  due_at INTEGER,
  battery_due_at INTEGER,
  deadline_at INTEGER,
  started_at INTEGER,
  last_ended_at INTEGER,
  finished_at INTEGER,
  held INTEGER NOT NULL CHECK (held BETWEEN 0 AND 15),
  hold_reason TEXT,
  hold_since INTEGER,
  hold_until INTEGER,
  trigger TEXT NOT NULL CHECK (trigger IN ('schedule', 'user', 'freshness', 'job')),
  urged INTEGER NOT NULL CHECK (urged IN (0, 1)),
  overrides TEXT CHECK (json_valid(overrides)),
  stop_reason TEXT,
  output TEXT CHECK (json_valid(output)),
  error TEXT CHECK (json_valid(error)),
  progress TEXT CHECK (json_valid(progress)),
  retry_of TEXT,
  CHECK (every_ms IS NULL OR cron IS NULL),
  CHECK ((cron IS NULL) = (time_zone IS NULL)),
  CHECK ((state IN ('succeeded', 'failed', 'cancelled')) = (finished_at IS NOT NULL)),
  CHECK (state <> 'enqueued' OR (due_at IS NOT NULL AND last_enqueued_at IS NOT NULL)),
  CHECK (battery_due_at IS NULL OR every_ms IS NOT NULL OR cron IS NOT NULL),
  CHECK (state <> 'enqueued' OR (every_ms IS NULL AND cron IS NULL) OR battery_due_at IS NOT NULL),
  CHECK (state <> 'blocked' OR last_enqueued_at IS NULL),
  CHECK ((every_ms IS NULL AND cron IS NULL) OR state NOT IN ('blocked', 'succeeded', 'failed')),
  CHECK (output IS NULL OR state IN ('succeeded', 'failed'))
) STRICT, WITHOUT ROWID;

CREATE INDEX jobs_battery_due ON jobs (gate_id, battery_due_at, id)
  WHERE state = 'enqueued' AND held = 0 AND battery_due_at IS NOT NULL;

CREATE INDEX jobs_by_source ON jobs (source_id, kind) WHERE source_id IS NOT NULL;

CREATE INDEX jobs_deadline ON jobs (gate_id, deadline_at, id)
  WHERE state = 'enqueued' AND held = 0 AND deadline_at IS NOT NULL;

CREATE INDEX jobs_due ON jobs (gate_id, due_at, id) WHERE state = 'enqueued' AND held = 0;

CREATE INDEX jobs_finished ON jobs (finished_at) WHERE finished_at IS NOT NULL AND keep_for_ms IS NULL;

CREATE INDEX jobs_held ON jobs (due_at) WHERE state = 'enqueued' AND held > 0;

CREATE INDEX jobs_kept ON jobs (finished_at + keep_for_ms) WHERE finished_at IS NOT NULL AND keep_for_ms IS NOT NULL;

CREATE INDEX jobs_listed ON jobs (state, ifnull(last_enqueued_at, 9007199254740991), id) WHERE state <> 'running';

CREATE INDEX jobs_progress ON jobs (id) WHERE progress IS NOT NULL;

CREATE INDEX jobs_skipping ON jobs (due_at) WHERE state = 'enqueued' AND missed = 'skip';

CREATE UNIQUE INDEX jobs_sole_name ON jobs (sole_name)
  WHERE sole_name IS NOT NULL AND state IN ('enqueued', 'running', 'blocked');

CREATE INDEX jobs_urged ON jobs (gate_id, id) WHERE state = 'enqueued' AND held = 0 AND urged = 1;

CREATE INDEX jobs_waiting ON jobs (hold_reason) WHERE state = 'enqueued' AND hold_reason IS NOT NULL;

CREATE TABLE news (
  source_id TEXT PRIMARY KEY,
  inserted INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  last_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER occurrences_never_change BEFORE UPDATE ON occurrences BEGIN
  SELECT RAISE(ABORT, 'history is never changed');
END;

CREATE TABLE "occurrences" (
  id TEXT PRIMARY KEY CHECK (id <> ''),
  job_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  source_id TEXT,
  label TEXT,
  result TEXT NOT NULL CHECK (result IN ('ran', 'failed', 'retry', 'waited', 'stopped', 'skipped', 'merged')),
  trigger TEXT NOT NULL,
  attempt INTEGER NOT NULL CHECK (attempt >= 0),
  marks TEXT NOT NULL CHECK (json_valid(marks)),
  stop_reason TEXT,
  error TEXT CHECK (json_valid(error)),
  merged_count INTEGER NOT NULL CHECK (merged_count >= 1),
  due_at INTEGER,
  started_at INTEGER,
  ended_at INTEGER NOT NULL,
  sums TEXT NOT NULL CHECK (json_valid(sums)),
  waited TEXT CHECK (waited IS NULL OR json_valid(waited)),
  CHECK ((result = 'stopped') = (stop_reason IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX occurrences_by_end ON occurrences (ended_at, id, result);

CREATE INDEX occurrences_by_job ON occurrences (job_id, ended_at, id);

CREATE INDEX occurrences_by_source ON occurrences (source_id, ended_at, id) WHERE source_id IS NOT NULL;

CREATE TRIGGER outbox_answer_of_none AFTER DELETE ON outbox
BEGIN
  DELETE FROM outbox_answers WHERE item_id = old.id;
END;

CREATE TRIGGER outbox_counted_in AFTER INSERT ON outbox
BEGIN
  INSERT INTO outbox_counts VALUES (new.destination_id, new.state, new.blocked, 1)
    ON CONFLICT DO UPDATE SET items = items + 1;
END;

CREATE TRIGGER outbox_counted_out AFTER DELETE ON outbox
BEGIN
  UPDATE outbox_counts SET items = items - 1
    WHERE destination_id = old.destination_id AND state = old.state AND blocked = old.blocked;
END;

CREATE TRIGGER outbox_counted_over AFTER UPDATE OF state, blocked ON outbox
BEGIN
  UPDATE outbox_counts SET items = items - 1
    WHERE destination_id = old.destination_id AND state = old.state AND blocked = old.blocked;
  INSERT INTO outbox_counts VALUES (new.destination_id, new.state, new.blocked, 1)
    ON CONFLICT DO UPDATE SET items = items + 1;
END;

CREATE TRIGGER outbox_is_fixed
BEFORE UPDATE OF id, idempotency_key, destination_id, entity, body, bytes, sha256, created_at, linked_id, file, file_name,
  content_type ON outbox
BEGIN
  SELECT RAISE(ABORT, 'an outbox item never changes what it sends');
END;

CREATE TRIGGER outbox_settled_stays
BEFORE UPDATE OF state ON outbox WHEN old.settled_at IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'an outbox item that was settled stays settled');
END;

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
  settled_at INTEGER, file TEXT, file_name TEXT, content_type TEXT, maybe_arrived INTEGER NOT NULL DEFAULT 0 CHECK (maybe_arrived IN (0, 1)), first_sent_at INTEGER, tries_since INTEGER, discard_at INTEGER, before_discard TEXT CHECK (before_discard IS NULL OR json_valid(before_discard)),
  CHECK ((state = 'sending') = (attempt_id IS NOT NULL)),
  CHECK ((state = 'retry_wait') = (next_try_at IS NOT NULL)),
  CHECK ((state = 'held') = (held_reason IS NOT NULL)),
  CHECK ((state IN ('done', 'discarded')) = (settled_at IS NOT NULL)),
  CHECK (blocked = 0 OR (entity IS NOT NULL AND state <> 'sending' AND settled_at IS NULL))
) STRICT;

CREATE INDEX outbox_by_state ON outbox (state, seq);

CREATE INDEX outbox_chain ON outbox (destination_id, entity, seq) WHERE settled_at IS NULL AND entity IS NOT NULL;

CREATE INDEX outbox_discarding ON outbox (discard_at) WHERE discard_at IS NOT NULL AND settled_at IS NULL;

CREATE UNIQUE INDEX outbox_files ON outbox (file) WHERE file IS NOT NULL;

CREATE UNIQUE INDEX outbox_linked ON outbox (linked_id) WHERE linked_id IS NOT NULL;

CREATE UNIQUE INDEX outbox_one_head ON outbox (destination_id, entity)
  WHERE settled_at IS NULL AND entity IS NOT NULL AND blocked = 0;

CREATE INDEX outbox_open ON outbox (destination_id, seq) WHERE settled_at IS NULL;

CREATE INDEX outbox_pending ON outbox (destination_id, seq) WHERE state = 'pending' AND blocked = 0;

CREATE INDEX outbox_retries ON outbox (destination_id, next_try_at, seq) WHERE state = 'retry_wait' AND blocked = 0;

CREATE INDEX outbox_sending ON outbox (destination_id, attempt_id) WHERE state = 'sending';

CREATE INDEX outbox_settled ON outbox (settled_at) WHERE settled_at IS NOT NULL;

CREATE TABLE outbox_answers (
  item_id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  status INTEGER NOT NULL,
  headers TEXT NOT NULL CHECK (json_valid(headers)),
  body TEXT NOT NULL CHECK (length(body) <= 65536),
  is_cut INTEGER NOT NULL CHECK (is_cut IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox_counts (
  destination_id TEXT NOT NULL,
  state TEXT NOT NULL,
  blocked INTEGER NOT NULL,
  items INTEGER NOT NULL CHECK (items >= 0),
  PRIMARY KEY (destination_id, state, blocked)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox_intakes (
  id TEXT PRIMARY KEY CHECK (id <> ''),
  identity TEXT NOT NULL,
  taken INTEGER NOT NULL CHECK (taken >= 0),
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_intakes_by_time ON outbox_intakes (at);

CREATE TABLE pauses (
  scope TEXT NOT NULL CHECK (scope IN ('all', 'source', 'kind', 'job')),
  key TEXT NOT NULL CHECK ((scope = 'all') = (key = '')),
  since INTEGER NOT NULL,
  until INTEGER,
  PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE problems (
  job_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  source_id TEXT,
  label TEXT,
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  since INTEGER NOT NULL
) STRICT;

CREATE INDEX problems_by_time ON problems (since, job_id);

CREATE TABLE "run_logs" (
  occurrence_id TEXT PRIMARY KEY REFERENCES "occurrences" (id) ON DELETE CASCADE,
  bytes INTEGER NOT NULL CHECK (bytes > 0),
  dropped INTEGER NOT NULL CHECK (dropped >= 0),
  lines TEXT NOT NULL CHECK (json_valid(lines))
) STRICT;

CREATE TRIGGER news_of_no_source AFTER DELETE ON sources
BEGIN
  DELETE FROM news WHERE source_id = old.id;
END;

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
, pull TEXT CHECK (pull IS NULL OR json_valid(pull))) STRICT;
