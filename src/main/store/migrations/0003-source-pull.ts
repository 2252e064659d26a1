// Schema 3: how a source is pulled beyond GET, as one JSON column: what it may hold is shared/pullSettings.ts's. NULL: every default.
import type { Migration } from '../migrate'

const PULL = 'ALTER TABLE sources ADD COLUMN pull TEXT CHECK (pull IS NULL OR json_valid(pull));'

export const sourcePullMigration: Migration = {
  number: 3,
  name: 'source-pull',
  up: (db) => db.exec(PULL),
}
