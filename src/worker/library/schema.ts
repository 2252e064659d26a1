// Decides the tables every library file carries beside the user's own: who owns a table, its columns, its lease, and what is
// known of a source's pages. Both library.db and imports.db have these. Tables of data: tables.ts.

/** Stored in PRAGMA user_version. A file with a higher one was made by a newer app and is refused (P30). */
export const LIBRARY_VERSION = 5

const firstSchema = `
create table _tables (
  table_name text primary key,
  source_id text,
  key_field text,
  rows integer not null default 0 check (rows >= 0),
  created_at integer not null,
  changed_at integer not null
) strict;

create table _columns (
  table_name text not null references _tables (table_name) on delete cascade,
  ordinal integer not null,
  source_name text not null,
  column_name text not null,
  folded_name text not null,
  added_at integer not null,
  primary key (table_name, ordinal),
  unique (table_name, source_name),
  unique (table_name, folded_name)
) strict, without rowid;

create table _lease (
  target text primary key,
  epoch integer not null
) strict, without rowid;

create table _sources (
  source_id text primary key,
  table_name text not null,
  mapping text not null,
  last_checked_at integer,
  last_changed_at integer
) strict, without rowid;

create table _validators (
  source_id text not null references _sources (source_id) on delete cascade,
  page text not null,
  etag text,
  last_modified text,
  next_url text,
  rows integer not null,
  stored_at integer not null,
  primary key (source_id, page)
) strict, without rowid;

create table _open_runs (
  target text primary key,
  epoch integer not null,
  attempt_id text not null,
  sums text not null,
  updated_at integer not null
) strict, without rowid;
`

// kinds: bits of the JSON types a column has held (valueKinds.ts). mark: how far an incremental pull has come. held_deletes: rows that wait for
// the user's answer. _listed_*: which keys each page of a full list held, _pass: the pages the pass that is under way has seen.
const pullSchema = `
alter table _columns add column kinds integer not null default 0;
alter table _sources add column mark text;
alter table _sources add column held_deletes integer not null default 0;

create table _schema_log (
  id integer primary key,
  table_name text not null,
  property text not null,
  column_name text,
  change text not null check (change in ('column_added', 'type_changed', 'kept_in_raw')),
  old_type text,
  new_type text not null,
  rows integer not null,
  at integer not null
) strict;
create index _schema_log_by_table on _schema_log (table_name, id);

create table _set_aside_rows (
  table_name text not null,
  page text not null,
  position integer not null,
  reason text not null,
  bytes integer not null,
  record text,
  at integer not null,
  primary key (table_name, page, position)
) strict, without rowid;

create table _checkpoints (
  source_id text primary key references _sources (source_id) on delete cascade,
  next_url text not null,
  next_body text,
  pages integer not null,
  rows integer not null,
  mark text,
  is_mark_sure integer not null check (is_mark_sure in (0, 1)),
  started_at integer not null
) strict, without rowid;

create table _pass (
  source_id text not null references _sources (source_id) on delete cascade,
  page text not null,
  primary key (source_id, page)
) strict, without rowid;

create table _listed_pages (
  id integer primary key,
  table_name text not null,
  page text not null,
  unique (table_name, page)
) strict;

create table _listed_keys (
  page_id integer not null references _listed_pages (id) on delete cascade,
  key text not null,
  primary key (page_id, key)
) strict, without rowid;
`

// whole_mapping: that of the last complete pass; is_whole: nothing was stored after it. missing_runs: how often in a row the list was not
// there. _staged: records of a pass whose rows are shown only when it is complete (PULL-8); no record: the row is gone.
const stagingSchema = `
alter table _sources add column whole_mapping text;
alter table _sources add column is_whole integer not null default 0 check (is_whole in (0, 1));
alter table _sources add column missing_runs integer not null default 0;
alter table _checkpoints add column is_staged integer not null default 0 check (is_staged in (0, 1));

create table _staged (
  id integer primary key,
  source_id text not null references _sources (source_id) on delete cascade,
  key text not null,
  record text
) strict;
create index _staged_by_source on _staged (source_id, id);
`

// chosen: the type a person chose for the values of a column; null: they are stored as they come. SQLite changes no check but by a new table.
const chosenSchema = `
alter table _columns add column chosen text;

create table _schema_log_new (
  id integer primary key,
  table_name text not null,
  property text not null,
  column_name text,
  change text not null check (change in ('column_added', 'type_changed', 'kept_in_raw', 'type_chosen')),
  old_type text,
  new_type text not null,
  rows integer not null,
  at integer not null
) strict;
insert into _schema_log_new (id, table_name, property, column_name, change, old_type, new_type, rows, at)
  select id, table_name, property, column_name, change, old_type, new_type, rows, at from _schema_log;
drop table _schema_log;
alter table _schema_log_new rename to _schema_log;
create index _schema_log_by_table on _schema_log (table_name, id);
`

// page_rows: how many rows a page is asked for since the server could not cope with more; null: as many as the source's settings say.
const paceSchema = `
alter table _sources add column page_rows integer;
`

/** What makes each version out of the one before; run in one transaction (PULL-20). */
export const librarySchemas: readonly string[] = [firstSchema, pullSchema, stagingSchema, chosenSchema, paceSchema]
