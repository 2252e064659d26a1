// Every migration of core.db in order. A new one is a file NNNN-what.ts beside this and a line here.
import type { Migration } from '../migrate'

export const allMigrations: readonly Migration[] = []
