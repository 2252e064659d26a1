// Every migration of core.db in order. A new one is a file NNNN-what.ts beside this and a line here.
import type { Migration } from '../migrate'
import { jobsMigration } from './0001-jobs'
import { sourcesAndOutboxMigration } from './0002-sources-and-outbox'
import { sourcePullMigration } from './0003-source-pull'
import { outboxInMigration } from './0004-outbox-in'
import { runLogsMigration } from './0005-run-logs'
import { fewerPagesMigration } from './0006-fewer-pages'
import { startByIndexMigration } from './0007-start-by-index'

export const allMigrations: readonly Migration[] = [
  jobsMigration,
  sourcesAndOutboxMigration,
  sourcePullMigration,
  outboxInMigration,
  runLogsMigration,
  fewerPagesMigration,
  startByIndexMigration,
]
