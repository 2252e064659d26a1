// The schema that all migrations come to, as a golden file: a change of it is seen in review, and an old migration is never edited
// unnoticed. `npm run unit -- -u src/main/store/migrations` writes it anew.
import BetterSqlite3 from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrate } from '../migrate'
import { allMigrations } from './all'

it('all migrations come to the schema on record', async () => {
  const db = new BetterSqlite3(':memory:')
  migrate(db, allMigrations, { backupFolder: '', now: () => 0 })
  const statements = db
    .prepare<[], string>('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY tbl_name, type DESC, name')
    .pluck()
    .all()
  const version = String(db.pragma('user_version', { simple: true }))
  db.close()
  const golden = `-- core.db, schema ${version}\n\n${statements.map((sql) => `${sql};\n`).join('\n')}`
  await expect(golden).toMatchFileSnapshot('schema.golden.sql')
})

it('every table keeps the types of its columns (STRICT)', () => {
  const db = new BetterSqlite3(':memory:')
  migrate(db, allMigrations, { backupFolder: '', now: () => 0 })
  const loose = db
    .prepare(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
    )
    .pluck()
    .all()
  db.close()
  expect(loose).toEqual([])
})
