// Rows of gates: one for each combination of kind, source, constraints, order and cadence that some job has. Whether a gate is open
// now, the engine works out from the device; that is not stored.
import type { GateRows } from '@shared/engineStore'
import type { GateRecord } from '@shared/jobs/record'
import type { Database } from 'better-sqlite3'

const COLUMNS = 'id, kind, source_id AS sourceId, choices AS choicesJson, rank, periodic'

export function createGateStore(db: Database): GateRows {
  type New = Omit<GateRecord, 'id'>
  const find = db
    .prepare<[New], number>(
      `SELECT id FROM gates WHERE kind = :kind AND ifnull(source_id, '') = ifnull(:sourceId, '')
         AND choices = :choicesJson AND rank = :rank AND periodic = :periodic`,
    )
    .pluck()
  const add = db.prepare<[New]>(
    `INSERT INTO gates (kind, source_id, choices, rank, periodic)
     VALUES (:kind, :sourceId, :choicesJson, :rank, :periodic)`,
  )
  const all = db.prepare<[], GateRecord>(`SELECT ${COLUMNS} FROM gates ORDER BY id`)
  const get = db.prepare<{ id: number }, GateRecord>(`SELECT ${COLUMNS} FROM gates WHERE id = :id`)
  const used = db.prepare<{ afterId: string; limit: number }, { gateIds: string; lastId: string | null }>(
    `SELECT json_group_array(DISTINCT gate_id) AS gateIds, max(id) AS lastId FROM (
       SELECT id, gate_id FROM jobs WHERE id > :afterId || '' ORDER BY id LIMIT :limit + 0)`,
  )
  const remove = db.prepare<{ id: number }>('DELETE FROM gates WHERE id = :id')
  return {
    idOf: (gate) => find.get(gate) ?? Number(add.run(gate).lastInsertRowid),
    all: () => all.all(),
    get: (id) => get.get({ id }),
    usedAfter: (afterId, limit) => {
      const row = used.get({ afterId, limit })
      return { gateIds: JSON.parse(row?.gateIds ?? '[]') as number[], lastId: row?.lastId ?? null }
    },
    remove: (id) => void remove.run({ id }),
  }
}
