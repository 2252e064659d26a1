// The schema all migrations come to, as a golden file; UPDATE_SCHEMA=1 writes it anew. And what the tables themselves refuse.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { openTestDatabase } from '../../testing/testDatabase'

const golden = fileURLToPath(new URL('./schema.golden.sql', import.meta.url))

function schema(): string {
  const db = openTestDatabase()
  const rows = db
    .prepare(
      "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY tbl_name, type DESC, name",
    )
    .pluck()
    .all() as string[]
  db.close()
  return `-- What all migrations of core.db come to. Written by UPDATE_SCHEMA=1 npm run unit -- src/main/store/schema.test.ts\n\n${rows.join(';\n\n')};\n`
}

describe('the schema of core.db', () => {
  it('is the golden one', () => {
    if (process.env.UPDATE_SCHEMA === '1') writeFileSync(golden, schema())
    expect(schema()).toBe(readFileSync(golden, 'utf8'))
  })

  it('has only STRICT tables', () => {
    const db = openTestDatabase()
    const loose = db.prepare(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
    )
    expect(loose.pluck().all()).toEqual([])
  })
})
