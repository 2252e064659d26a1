// Rows of the user's pauses (COND-9) and of the holds that waiting attempts set on an origin or a source (D13). Two tables, because
// ending a hold must never end a pause. What they stop is the engine's to say.
import type { HoldRows, PauseRows } from '@shared/engineStore'
import { assertNever } from '@shared/errors'
import type { HoldRecord } from '@shared/jobs/record'
import type { PauseScope } from '@shared/queue'
import type { Database } from 'better-sqlite3'

interface PauseRow {
  scope: PauseScope['type']
  key: string
  since: number
  until: number | null
}

export function createPauseStore(db: Database): PauseRows {
  const put = db.prepare<[PauseRow]>(
    `INSERT INTO pauses (scope, key, since, until) VALUES (:scope, :key, :since, :until)
     ON CONFLICT (scope, key) DO UPDATE SET until = excluded.until`,
  )
  const remove = db.prepare<{ scope: string; key: string }>('DELETE FROM pauses WHERE scope = :scope AND key = :key')
  const all = db.prepare<[], PauseRow>('SELECT scope, key, since, until FROM pauses ORDER BY scope, key')
  return {
    put: (pause) =>
      void put.run({ scope: pause.scope.type, key: keyOf(pause.scope), since: pause.since, until: pause.until }),
    remove: (scope) => remove.run({ scope: scope.type, key: keyOf(scope) }).changes,
    all: () => all.all().map((row) => ({ scope: scopeOf(row), until: row.until, since: row.since })),
  }
}

function keyOf(scope: PauseScope): string {
  switch (scope.type) {
    case 'all':
      return ''
    case 'kind':
      return scope.kind
    case 'source':
    case 'job':
      return scope.id
    default:
      return assertNever(scope)
  }
}

function scopeOf(row: PauseRow): PauseScope {
  switch (row.scope) {
    case 'all':
      return { type: 'all' }
    case 'kind':
      return { type: 'kind', kind: row.key }
    case 'source':
    case 'job':
      return { type: row.scope, id: row.key }
    default:
      return assertNever(row.scope)
  }
}

export function createHoldStore(db: Database): HoldRows {
  const put = db.prepare<[HoldRecord]>(
    `INSERT INTO holds (scope, key, reason, since, until) VALUES (:scope, :key, :reason, :since, :until)
     ON CONFLICT (scope, key, reason) DO UPDATE SET until = excluded.until`,
  )
  const remove = db.prepare<{ scope: string; key: string; reason: string }>(
    'DELETE FROM holds WHERE scope = :scope AND key = :key AND reason = :reason',
  )
  const all = db.prepare<[], HoldRecord>(
    'SELECT scope, key, reason, since, until FROM holds ORDER BY scope, key, reason',
  )
  return {
    put: (hold) => void put.run(hold),
    remove: (scope, key, reason) => remove.run({ scope, key, reason }).changes,
    all: () => all.all(),
  }
}
