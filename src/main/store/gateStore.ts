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
  const sweep = db.prepare<[]>('DELETE FROM gates WHERE id NOT IN (SELECT gate_id FROM jobs)')
  return {
    idOf: (gate) => find.get(gate) ?? Number(add.run(gate).lastInsertRowid),
    all: () => all.all(),
    get: (id) => get.get({ id }),
    sweep: () => void sweep.run(),
  }
}
