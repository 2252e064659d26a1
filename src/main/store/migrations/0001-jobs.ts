// Schema 1: jobs with their tags, names and dependencies, live attempts, gates, history, pauses, holds and problems.
// What must hold whatever the code does is a CHECK, a partial unique index or a trigger here. Who reads and writes: the store of each.
import type { Migration } from '../migrate'

// A gate is what jobs wait behind together. The device opens and closes gates; it never writes jobs (D6).
const GATES = `
CREATE TABLE gates (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  source_id TEXT,
  choices TEXT NOT NULL CHECK (json_valid(choices)),
  rank INTEGER NOT NULL CHECK (rank BETWEEN 0 AND 5),
  periodic INTEGER NOT NULL CHECK (periodic IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX gates_once ON gates (kind, ifnull(source_id, ''), choices, rank, periodic);
`

const JOBS = `
CREATE TABLE jobs (
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
) STRICT;

-- Under a name that one job may hold alone there is never a second unfinished one.
CREATE UNIQUE INDEX jobs_sole_name ON jobs (sole_name)
  WHERE sole_name IS NOT NULL AND state IN ('enqueued', 'running', 'blocked');

-- Picking: one search of one of these for each gate that is open so far.
CREATE INDEX jobs_due ON jobs (gate_id, due_at, id) WHERE state = 'enqueued' AND held = 0;
CREATE INDEX jobs_battery_due ON jobs (gate_id, battery_due_at, id)
  WHERE state = 'enqueued' AND held = 0 AND battery_due_at IS NOT NULL;
CREATE INDEX jobs_urged ON jobs (gate_id, id) WHERE state = 'enqueued' AND held = 0 AND urged = 1;
CREATE INDEX jobs_deadline ON jobs (gate_id, deadline_at, id)
  WHERE state = 'enqueued' AND held = 0 AND deadline_at IS NOT NULL;
CREATE INDEX jobs_held ON jobs (due_at) WHERE state = 'enqueued' AND held > 0;
-- Listing, in the order of semantics 1.14 within a state; blocked ones last. Pages over several states are merged.
CREATE INDEX jobs_listed ON jobs (state, ifnull(last_enqueued_at, 9007199254740991), id);
CREATE INDEX jobs_by_source ON jobs (source_id, kind) WHERE source_id IS NOT NULL;
CREATE INDEX jobs_finished ON jobs (finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE job_tags (
  job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (job_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_tags_by_tag ON job_tags (tag, job_id);

CREATE TABLE job_names (
  job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  PRIMARY KEY (job_id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_names_by_name ON job_names (name, job_id);

CREATE TABLE job_dependencies (
  parent_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  child_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  PRIMARY KEY (parent_id, child_id),
  CHECK (parent_id <> child_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_dependencies_by_child ON job_dependencies (child_id, parent_id);
`

// An attempt's row lives as long as it does, even when its job's row went before it (replace); so no foreign key. One per job.
const ATTEMPTS = `
CREATE TABLE attempts (
  id TEXT PRIMARY KEY CHECK (id <> ''),
  job_id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  source_id TEXT,
  label TEXT,
  instance_id TEXT NOT NULL,
  epoch INTEGER NOT NULL UNIQUE,
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
  stop_reason TEXT
) STRICT;
`

// History. No foreign key to jobs (D2): it outlives them. Rows are never changed, only removed past retention.
const OCCURRENCES = `
CREATE TABLE occurrences (
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
  CHECK ((result = 'stopped') = (stop_reason IS NOT NULL))
) STRICT;
CREATE INDEX occurrences_by_end ON occurrences (ended_at, id);
CREATE INDEX occurrences_by_job ON occurrences (job_id, ended_at, id);
CREATE INDEX occurrences_by_source ON occurrences (source_id, ended_at, id) WHERE source_id IS NOT NULL;
CREATE INDEX occurrences_succeeded ON occurrences (ended_at, id) WHERE result = 'ran';
CREATE TRIGGER occurrences_never_change BEFORE UPDATE ON occurrences BEGIN
  SELECT RAISE(ABORT, 'history is never changed');
END;
`

const HOLDS = `
CREATE TABLE pauses (
  scope TEXT NOT NULL CHECK (scope IN ('all', 'source', 'kind', 'job')),
  key TEXT NOT NULL CHECK ((scope = 'all') = (key = '')),
  since INTEGER NOT NULL,
  until INTEGER,
  PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;

-- What an attempt that had to wait said of a whole origin or source (D13). A hold of one job is in its row.
CREATE TABLE holds (
  scope TEXT NOT NULL CHECK (scope IN ('origin', 'source')),
  key TEXT NOT NULL,
  reason TEXT NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER,
  PRIMARY KEY (scope, key, reason)
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

CREATE TABLE facts (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`

export const jobsMigration: Migration = {
  number: 1,
  name: 'jobs',
  up: (db) => db.exec(GATES + JOBS + ATTEMPTS + OCCURRENCES + HOLDS),
}
