// Decides the tables every library file carries beside the user's own: who owns a table, its columns, its lease, and what is
// known of a source's pages. Both library.db and imports.db start from this. Tables of data: tables.ts.

/** Stored in PRAGMA user_version. A file with a higher one was made by a newer app and is refused (P30). */
export const LIBRARY_VERSION = 1

export const librarySchema = `
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
