// The table name offered for a file.
import { expect, it } from 'vitest'
import { tableNameFor } from './tableName'

it.each([
  ['photos-2026.json', 'photos-2026'],
  ['orders.json.gz', 'orders'],
  ['.json', 'json'],
  ['', 'import'],
  [' .x', 'import'],
])('%j becomes %j', (file, table) => expect(tableNameFor(file)).toBe(table))
