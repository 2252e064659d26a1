// Schema 6: the same rows in fewer pages, because a commit costs by the page. Jobs and history lie in the order of their ids, which is that of
// time; a job's kind is not stored again as a tag; an attempt is one row of one table; what is past its time is found by an index.
import type { Migration } from '../migrate'

// Rows move before what refers to them: dropping a table deletes its rows, and with them what hangs on them.
const JOBS = `
CREATE TABLE jobs_new (
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
INSERT INTO jobs_new SELECT * FROM jobs ORDER BY id;
`

const LABELS = `
CREATE TABLE job_tags_new (
  job_id TEXT NOT NULL REFERENCES jobs_new (id) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (job_id, tag)
) STRICT, WITHOUT ROWID;
INSERT INTO job_tags_new
  SELECT job_id, tag FROM job_tags CROSS JOIN jobs ON jobs.id = job_id WHERE tag <> kind ORDER BY job_id, tag;
CREATE TABLE job_names_new (
  job_id TEXT NOT NULL REFERENCES jobs_new (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  PRIMARY KEY (job_id, name)
) STRICT, WITHOUT ROWID;
INSERT INTO job_names_new SELECT job_id, name FROM job_names ORDER BY job_id, name;
CREATE TABLE job_dependencies_new (
  parent_id TEXT NOT NULL REFERENCES jobs_new (id) ON DELETE CASCADE,
  child_id TEXT NOT NULL REFERENCES jobs_new (id) ON DELETE CASCADE,
  PRIMARY KEY (parent_id, child_id),
  CHECK (parent_id <> child_id)
) STRICT, WITHOUT ROWID;
INSERT INTO job_dependencies_new SELECT parent_id, child_id FROM job_dependencies ORDER BY parent_id, child_id;
DROP TABLE job_tags;
DROP TABLE job_names;
DROP TABLE job_dependencies;
DROP TABLE jobs;
ALTER TABLE jobs_new RENAME TO jobs;
ALTER TABLE job_tags_new RENAME TO job_tags;
ALTER TABLE job_names_new RENAME TO job_names;
ALTER TABLE job_dependencies_new RENAME TO job_dependencies;
CREATE INDEX job_tags_by_tag ON job_tags (tag, job_id);
CREATE INDEX job_names_by_name ON job_names (name, job_id);
CREATE INDEX job_dependencies_by_child ON job_dependencies (child_id, parent_id);
`

const JOB_INDEXES = `
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
-- Listing, in the order of semantics 1.14 within a state; blocked ones last. Pages over several states are merged. Jobs that run are as many
-- as there are attempts and are found by those.
CREATE INDEX jobs_listed ON jobs (state, ifnull(last_enqueued_at, 9007199254740991), id) WHERE state <> 'running';
CREATE INDEX jobs_by_source ON jobs (source_id, kind) WHERE source_id IS NOT NULL;
-- Retention: those that are kept as long as any, and those that say how long.
CREATE INDEX jobs_finished ON jobs (finished_at) WHERE finished_at IS NOT NULL AND keep_for_ms IS NULL;
CREATE INDEX jobs_kept ON jobs (finished_at + keep_for_ms) WHERE finished_at IS NOT NULL AND keep_for_ms IS NOT NULL;
`

// As few as there are slots: a look at all of them costs less than an index each for what may not come twice.
const ATTEMPTS = `
CREATE TABLE attempts_new (
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
INSERT INTO attempts_new SELECT * FROM attempts;
DROP TABLE attempts;
ALTER TABLE attempts_new RENAME TO attempts;
CREATE TRIGGER attempts_once BEFORE INSERT ON attempts
WHEN EXISTS (SELECT 1 FROM attempts WHERE job_id = new.job_id OR id = new.id)
BEGIN
  SELECT RAISE(ABORT, 'a job has one live attempt');
END;
CREATE TRIGGER attempts_are_fixed BEFORE UPDATE OF id, job_id, epoch ON attempts BEGIN
  SELECT RAISE(ABORT, 'an attempt stays what it is');
END;
`

// What came is counted by newsStore, and only for the runs that bring something.
const OCCURRENCES = `
DROP TRIGGER news_of_a_run;
CREATE TABLE occurrences_new (
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
INSERT INTO occurrences_new SELECT * FROM occurrences ORDER BY id;
CREATE TABLE run_logs_new (
  occurrence_id TEXT PRIMARY KEY REFERENCES occurrences_new (id) ON DELETE CASCADE,
  bytes INTEGER NOT NULL CHECK (bytes > 0),
  dropped INTEGER NOT NULL CHECK (dropped >= 0),
  lines TEXT NOT NULL CHECK (json_valid(lines))
) STRICT;
INSERT INTO run_logs_new SELECT * FROM run_logs ORDER BY rowid;
DROP TABLE run_logs;
DROP TABLE occurrences;
ALTER TABLE occurrences_new RENAME TO occurrences;
ALTER TABLE run_logs_new RENAME TO run_logs;
CREATE INDEX occurrences_by_end ON occurrences (ended_at, id, result);
CREATE INDEX occurrences_by_job ON occurrences (job_id, ended_at, id);
CREATE INDEX occurrences_by_source ON occurrences (source_id, ended_at, id) WHERE source_id IS NOT NULL;
CREATE TRIGGER occurrences_never_change BEFORE UPDATE ON occurrences BEGIN
  SELECT RAISE(ABORT, 'history is never changed');
END;
`

export const fewerPagesMigration: Migration = {
  number: 6,
  name: 'fewer-pages',
  up: (db) => db.exec(JOBS + LABELS + JOB_INDEXES + ATTEMPTS + OCCURRENCES),
}
