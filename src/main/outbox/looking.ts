// What a person sees of the outbox: pages of items by state, counts, and one item with all there is to see of it (OUT-11). Secrets are no
// part of any of it: they never come here.

import type { Page } from '@shared/jobs/job'
import type { JobError } from '@shared/jobs/outcome'
import {
  LONGEST_TYPED,
  type OutboxCounts,
  type OutboxItemDetail,
  type OutboxItemView,
  type OutboxQuery,
  type OutboxState,
  outboxStates,
} from '@shared/outbox'
import type { ListedItem, OutboxRow, StateFilter, StoredDestination } from '@shared/outboxStore'
import type { OutboxPorts } from './ports'
import { shownState } from './settling'

const LARGEST_PAGE = 500

/** Newest first. */
export function page(ports: OutboxPorts, { limit, after, states }: OutboxQuery): Page<OutboxItemView> {
  const wanted = Math.min(Math.max(1, Math.floor(limit)), LARGEST_PAGE)
  const parsed = after === null ? null : Number.parseInt(after, 10)
  const before = parsed !== null && Number.isSafeInteger(parsed) ? parsed : null
  const listed = states === undefined ? ports.rows.list(wanted, before) : merged(ports, states, wanted, before)
  const last = listed.at(-1)
  return { rows: listed.map(viewOf), next: listed.length === wanted && last !== undefined ? String(last.seq) : null }
}

/** The rows that are shown in one of these states. */
function merged(
  ports: OutboxPorts,
  states: readonly OutboxState[],
  limit: number,
  before: number | null,
): ListedItem[] {
  const found = new Set(states)
  return [...found]
    .flatMap(filtersOf)
    .flatMap((filter) => ports.rows.listState(filter, limit, before))
    .toSorted((a, b) => b.seq - a.seq)
    .slice(0, limit)
}

/** Stored states differ from shown ones where a destination is held, and while a discard can be taken back. */
function filtersOf(shown: OutboxState): StateFilter[] {
  const plain: StateFilter = { state: shown, isDiscarding: false, destinationHeld: null }
  switch (shown) {
    case 'pending':
    case 'retry_wait':
      return [{ ...plain, destinationHeld: false }]
    case 'held':
      return [
        plain,
        { state: 'pending', isDiscarding: false, destinationHeld: true },
        { state: 'retry_wait', isDiscarding: false, destinationHeld: true },
      ]
    case 'discarded':
      return [
        { ...plain, isDiscarding: null },
        { state: 'held', isDiscarding: true, destinationHeld: null },
      ]
    default:
      return [plain]
  }
}

function viewOf({ seq: _seq, heldReason, isBlocked, discardAt, destinationHeld, ...item }: ListedItem): OutboxItemView {
  const isDiscarding = discardAt !== null && item.settledAt === null
  const state = isDiscarding ? 'discarded' : shownState(item.state, destinationHeld)
  return {
    ...item,
    state,
    heldBy: state === 'held' ? (heldReason === 'user' ? 'user' : 'auth_required') : null,
    isBehind: isBlocked,
  }
}

export function countStates(ports: OutboxPorts): OutboxCounts {
  const counts = Object.fromEntries(outboxStates.map((state) => [state, 0])) as OutboxCounts
  for (const { state, destinationHeld, items } of ports.rows.counts()) {
    counts[shownState(state, destinationHeld)] += items
  }
  const discarding = ports.rows.discardingCount()
  counts.held -= discarding
  counts.discarded += discarding
  return counts
}

/** Open items of one destination. */
export function openItems(ports: OutboxPorts, destinationId: string): number {
  return ports.rows
    .counts()
    .filter((count) => count.destinationId === destinationId && count.state !== 'done' && count.state !== 'discarded')
    .reduce((sum, { items }) => sum + items, 0)
}

/** `longest`: of its text, in characters. */
export function detail(ports: OutboxPorts, id: string, longest = LONGEST_TYPED): OutboxItemDetail | null {
  const item = ports.rows.get(id)
  if (item === undefined) return null
  const destination = ports.destinations.get(item.destinationId)
  const {
    key,
    sha256,
    linkedId,
    body,
    firstSentAt: _f,
    triesSince: _t,
    attemptId: _a,
    maybeArrived: _m,
    ...rest
  } = item
  const { file: _file, contentType: _c, ...listed } = rest
  return {
    ...viewOf({ ...listed, destinationHeld: destination !== undefined && destination.heldReason !== null }),
    key,
    sha256,
    body: body.slice(0, longest),
    bodyIsCut: body.length > longest,
    request: destination ? requestOf(item, destination) : null,
    answer: ports.rows.answer(id),
    editedFrom: linkedId,
    editedTo: ports.rows.editedTo(id),
  }
}

/** As it is sent, but for what signs in. */
function requestOf(item: OutboxRow, { method, url, key, filesAs }: StoredDestination): OutboxItemDetail['request'] {
  const type = item.contentType ?? 'application/json'
  const headers: Record<string, string> = {
    'content-type': item.file !== null && filesAs === 'form' ? 'multipart/form-data' : type,
  }
  if (key.in === 'header') headers[key.name.toLowerCase()] = item.key
  return { method, url, headers }
}

/** What of this item needs the person, if anything. */
export function needsPerson(state: OutboxState): boolean {
  return state === 'failed_permanent' || state === 'conflict' || state === 'unknown'
}

/** The code under which a person is told (OUT-14). */
export function problemCode(state: OutboxState, error: JobError | null): string {
  return state === 'unknown' ? 'outbox_unknown' : (error?.code ?? 'refused')
}
