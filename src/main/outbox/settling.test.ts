// What a server's answer does to an item, as a table.
import { usualDestination } from '@shared/destinations'
import type { Settlement } from '@shared/outbox'
import type { OutboxRow } from '@shared/outboxStore'
import { DAY_MS, MINUTE_MS, SECOND_MS } from '@shared/time'
import { describe, expect, it } from 'vitest'
import {
  damaged,
  forgotten,
  KEY_LIFETIME_MS,
  MOST_AGE_MS,
  MOST_ATTEMPTS,
  retryAt,
  settle,
  shownState,
} from './settling'

const NOW = 1_000_000
const error = { code: 'http', message: 'No.' }
const item: OutboxRow = {
  seq: 1,
  id: 'i',
  key: 'k',
  destinationId: 'd',
  entity: null,
  label: 'Report',
  body: '{}',
  bytes: 2,
  sha256: '',
  linkedId: null,
  file: null,
  fileName: null,
  contentType: null,
  state: 'sending',
  isBlocked: false,
  attempts: 3,
  attemptId: 'a',
  nextTryAt: null,
  heldReason: null,
  createdAt: 0,
  error: null,
  settledAt: null,
  maybeArrived: false,
  firstSentAt: 0,
  triesSince: null,
  discardAt: null,
}

describe('settle', () => {
  it.each<[Settlement, object]>([
    [
      { type: 'done', status: 201 },
      { state: 'done', settledAt: NOW, attempts: 3, error: null },
    ],
    [
      { type: 'refused', status: 422, error },
      { state: 'failed_permanent', settledAt: null, error },
    ],
    [
      { type: 'refused', status: 409, error },
      { state: 'conflict', settledAt: null, error },
    ],
    [
      { type: 'refused', status: 412, error },
      { state: 'conflict', settledAt: null, error },
    ],
    [
      { type: 'retry', notBefore: 0, error },
      { state: 'retry_wait', nextTryAt: NOW + 60_000, attempts: 3, error },
    ],
    [
      { type: 'held', reason: 'auth_required', error },
      { state: 'pending', attempts: 3, error },
    ],
    [{ type: 'unsent' }, { state: 'pending', attempts: 2, error: null }],
  ])('%o', (settlement, change) => {
    expect(settle(item, settlement, 'safe', NOW, 0.5).change).toMatchObject(change)
  })

  it('OUT-8 holds the whole destination for a refused sign-in, and for nothing else', () => {
    expect(settle(item, { type: 'held', reason: 'auth_required', error }, 'safe', NOW, 0).holdDestination).toBe(
      'auth_required',
    )
    expect(settle(item, { type: 'refused', status: 403, error }, 'safe', NOW, 0).holdDestination).toBeNull()
  })

  it('keeps what went wrong before when nothing was sent now', () => {
    expect(settle({ ...item, error }, { type: 'unsent' }, 'safe', NOW, 0).change.error).toEqual(error)
  })

  it('never counts below zero', () => {
    expect(settle({ ...item, attempts: 0 }, { type: 'unsent' }, 'safe', NOW, 0).change.attempts).toBe(0)
  })
})

describe('retryAt', () => {
  it.each([
    [1, 30 * SECOND_MS],
    [2, 60 * SECOND_MS],
    [5, 8 * MINUTE_MS],
    [6, 15 * MINUTE_MS],
    [5_000, 15 * MINUTE_MS],
  ])('D26 after %i sends waits at most %i ms, and any shorter time', (sent, mostMs) => {
    expect(retryAt(sent, 0, NOW, 1)).toBe(NOW + mostMs)
    expect(retryAt(sent, 0, NOW, 0)).toBe(NOW)
  })

  it('OUT-10 waits as long as the server asks, but no longer than a day', () => {
    expect(retryAt(1, NOW + 600_000, NOW, 1)).toBe(NOW + 600_000)
    expect(retryAt(1, NOW + 40 * DAY_MS, NOW, 1)).toBe(NOW + DAY_MS)
  })
})

it('F57 an item that is not what was written needs the user', () => {
  expect(damaged(item)).toMatchObject({ state: 'failed_permanent', error: { code: 'outbox_item_damaged' } })
})

it('OUT-8 shows as held what would be sent, and nothing else', () => {
  expect(shownState('pending', true)).toBe('held')
  expect(shownState('retry_wait', true)).toBe('held')
  expect(shownState('failed_permanent', true)).toBe('failed_permanent')
  expect(shownState('pending', false)).toBe('pending')
})

describe('what may have arrived', () => {
  const lost: Settlement = { type: 'retry', notBefore: 0, error, maybeArrived: true }

  it('OUT-4 P8 waits for an answer where a repeat is not safe, and is sent again where it is', () => {
    expect(settle(item, lost, 'ask', NOW, 1).change).toMatchObject({ state: 'unknown', error, maybeArrived: true })
    expect(settle(item, lost, 'safe', NOW, 1).change).toMatchObject({ state: 'retry_wait', maybeArrived: true })
    expect(settle(item, lost, 'look', NOW, 1).change).toMatchObject({ state: 'retry_wait', maybeArrived: true })
  })

  it('OUT-4 is tried again where the server said that it took nothing', () => {
    const said: Settlement = { type: 'retry', notBefore: 0, error }
    const begun = { ...item, maybeArrived: true }
    expect(settle(begun, said, 'ask', NOW, 1).change).toMatchObject({ state: 'retry_wait', maybeArrived: false })
    expect(settle(begun, said, 'safe', NOW, 1).change).toMatchObject({ state: 'retry_wait', maybeArrived: true })
    expect(settle(begun, { type: 'unsent' }, 'ask', NOW, 1).change.maybeArrived).toBe(false)
  })

  it('P7 OUT-4 is not sent again under a key the server may have forgotten', () => {
    const destination = {
      ...usualDestination,
      id: 'd',
      name: 'D',
      url: '',
      sourceId: null,
      heldReason: null,
      heldSince: null,
    }
    const old = { ...item, maybeArrived: true, firstSentAt: NOW - KEY_LIFETIME_MS - 1 }
    expect(forgotten(old, destination, NOW)).toMatchObject({ state: 'unknown', error: { code: 'outbox_key_too_old' } })
    expect(forgotten({ ...old, firstSentAt: NOW - KEY_LIFETIME_MS }, destination, NOW)).toBeNull()
    expect(forgotten({ ...old, maybeArrived: false }, destination, NOW)).toBeNull()
    expect(forgotten(old, { ...destination, method: 'PUT' }, NOW)).toBeNull()
    expect(forgotten(old, { ...destination, lookupUrl: 'https://example.org/{key}' }, NOW)).toBeNull()
  })
})

describe('the limit of tries', () => {
  const fails: Settlement = { type: 'retry', notBefore: 0, error }
  const late = NOW + MOST_AGE_MS

  it('OUT-14 parks the item by name, and drops nothing', () => {
    expect(settle({ ...item, createdAt: NOW - 1 }, fails, 'safe', late, 1).change).toMatchObject({
      state: 'failed_permanent',
      settledAt: null,
      error: { code: 'outbox_gave_up', details: { attempts: 3 } },
    })
    expect(settle({ ...item, createdAt: NOW }, fails, 'safe', late, 1).change.state).toBe('retry_wait')
    expect(settle({ ...item, attempts: MOST_ATTEMPTS }, fails, 'safe', NOW, 1).change.state).toBe('failed_permanent')
  })

  it('OUT-14 counts from when a person last asked, and asks about what may have arrived', () => {
    const asked = { ...item, createdAt: 0, triesSince: NOW }
    expect(settle(asked, fails, 'safe', late, 1).change.state).toBe('retry_wait')
    expect(settle({ ...item, createdAt: -1, maybeArrived: true }, fails, 'safe', late, 1).change.state).toBe('unknown')
  })
})
