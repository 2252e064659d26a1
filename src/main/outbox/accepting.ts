// What the outbox accepts, durably and all or nothing (OUT-1): items of a person, items an attempt brings exactly once, and an edited item in
// the place of the old one (OUT-3). Each gets its key here (OUT-2). Sending them is sending.ts's.
import { createHash } from 'node:crypto'
import { granted, type Reply, refused } from '@shared/errors'
import {
  LARGEST_RECORD_BYTES,
  type NewOutboxItem,
  newOutboxItemSchema,
  type OutboxIntake,
  outboxIntakeSchema,
} from '@shared/outbox'
import type { NewOutboxRow } from '@shared/outboxStore'
import { z } from 'zod'
import type { OutboxPorts } from './ports'

const newItemsSchema = z.array(newOutboxItemSchema).min(1).max(1_000)
const notOwner = refused('not_owner', 'This attempt is no longer the one that adds.')
const noDestination = refused('destination_not_found', 'This destination is no longer here.')

/** Refused: `bad_input`, `destination_not_found`, `body_not_text`, `body_too_large`. */
export function accept(ports: OutboxPorts, items: NewOutboxItem[]): Reply<{ ids: string[] }> {
  if (!newItemsSchema.safeParse(items).success) return refused('bad_input', 'These items are not well formed.')
  return unfit(items) ?? ports.rows.transact(() => insertAll(ports, items))
}

/**
 * Exactly once over any number of attempts of one period of `jobId`: what was taken before is not taken again. Without items it only
 * answers how many were. Refused also: `not_owner`, `file_changed` when something else was being read, `bad_input`.
 */
export function takeIn(
  ports: OutboxPorts,
  attemptId: string,
  intakeId: string,
  intake: OutboxIntake,
): Reply<{ taken: number }> {
  if (!outboxIntakeSchema.safeParse(intake).success) return refused('bad_input', 'These items are not well formed.')
  const unfitness = unfit(intake.items)
  if (unfitness) return unfitness
  return ports.rows.transact((): Reply<{ taken: number }> => {
    if (!ports.ownsItsJob(attemptId)) return notOwner
    const before = ports.rows.intake(intakeId)
    if (before && before.identity !== intake.identity)
      return refused('file_changed', 'The file is another one than before.', { taken: before.taken })
    const taken = before?.taken ?? 0
    if (intake.items.length === 0) return granted({ taken })
    if (intake.from !== taken) return refused('bad_input', 'These are not the items that come next.')
    const stored = insertAll(ports, intake.items)
    if (!stored.ok) return stored
    ports.rows.putIntake(intakeId, intake.identity, taken + intake.items.length, ports.now())
    return granted({ taken: taken + intake.items.length })
  })
}

/** A new item with a new key, linked to the old, in its place. Refused: `outbox_item_gone`, `outbox_item_busy`, `outbox_is_file`. */
export function edit(ports: OutboxPorts, id: string, body: string): Reply<{ id: string }> {
  const { rows } = ports
  return rows.transact((): Reply<{ id: string }> => {
    const old = rows.get(id)
    if (old === undefined) return refused('outbox_item_gone', 'This item is no longer here.')
    if (old.settledAt !== null || old.state === 'sending' || old.discardAt !== null)
      return refused('outbox_item_busy', 'This item is being sent or has left the outbox.')
    if (old.file !== null) return refused('outbox_is_file', 'A file cannot be edited here.')
    const { destinationId, entity, label } = old
    const item = { destinationId, entity, label, body }
    const unfitness = unfit([item])
    if (unfitness) return unfitness
    const fresh = newItem(ports, item, ports.now(), id)
    rows.replace(old, fresh, ports.now())
    return granted({ id: fresh.id })
  })
}

export function digestOf(body: string): string {
  return createHash('sha256').update(body, 'utf8').digest('hex')
}

function unfit(items: NewOutboxItem[]): ReturnType<typeof refused> | null {
  // A lone surrogate would be stored as another character (P13).
  if (items.some((item) => !item.body.isWellFormed())) return refused('body_not_text', 'This item is not valid text.')
  if (items.some((item) => Buffer.byteLength(item.body) > LARGEST_RECORD_BYTES))
    return refused('body_too_large', 'This item is larger than 1 MiB.')
  return null
}

function insertAll(ports: OutboxPorts, items: NewOutboxItem[]): Reply<{ ids: string[] }> {
  if (items.some((item) => ports.destinations.get(item.destinationId) === undefined)) return noDestination
  const createdAt = ports.now()
  const stored = items.map((item) => newItem(ports, item, createdAt, null))
  for (const item of stored) ports.rows.insert(item)
  return granted({ ids: stored.map(({ id }) => id) })
}

function newItem(
  ports: OutboxPorts,
  { destinationId, entity, body, label, file }: NewOutboxItem,
  createdAt: number,
  linkedId: string | null,
): NewOutboxRow {
  const id = ports.newId()
  const bytes = file?.bytes ?? Buffer.byteLength(body)
  const sha256 = file?.sha256 ?? digestOf(body)
  const key = ports.newId()
  const { file: name = null, fileName = null, contentType = null } = file ?? {}
  return {
    id,
    key,
    destinationId,
    entity,
    label,
    body,
    bytes,
    sha256,
    linkedId,
    file: name,
    fileName,
    contentType,
    createdAt,
  }
}
