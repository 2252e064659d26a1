// What a server's answer does to an item, as a table.
import type { Settlement } from '@shared/outbox'
import { DAY_MS, MINUTE_MS, SECOND_MS } from '@shared/time'
import { describe, expect, it } from 'vitest'
import type { OutboxItem } from './ports'
import { damaged, retryAt, settle, shownState } from './settling'

const NOW = 1_000_000
const error = { code: 'http', message: 'No.' }
const item: OutboxItem = {
  id: 'i',
  key: 'k',
  destinationId: 'd',
  body: '{}',
  sha256: '',
  state: 'sending',
  attempts: 3,
  attemptId: 'a',
  createdAt: 0,
  error: null,
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
    expect(settle(item, settlement, NOW, 0.5).change).toMatchObject(change)
  })

  it('OUT-8 holds the whole destination for a refused sign-in, and for nothing else', () => {
    expect(settle(item, { type: 'held', reason: 'auth_required', error }, NOW, 0).holdDestination).toBe('auth_required')
    expect(settle(item, { type: 'refused', status: 403, error }, NOW, 0).holdDestination).toBeNull()
  })

  it('keeps what went wrong before when nothing was sent now', () => {
    expect(settle({ ...item, error }, { type: 'unsent' }, NOW, 0).change.error).toEqual(error)
  })

  it('never counts below zero', () => {
    expect(settle({ ...item, attempts: 0 }, { type: 'unsent' }, NOW, 0).change.attempts).toBe(0)
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

  it('waits as long as the server asks, but no longer than a day', () => {
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
