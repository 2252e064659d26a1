// One outbox item and the counts of all.
import { createText } from '@shared/i18n/text'
import type { OutboxCounts, OutboxItemView } from '@shared/outbox'
import { expect, it } from 'vitest'
import { meaningOf, outboxTotals, whenWords } from './itemWords'

const text = createText('en')
const item: OutboxItemView = {
  id: 'x',
  destinationId: 'd',
  entity: null,
  label: 'Report',
  state: 'pending',
  attempts: 0,
  bytes: 10,
  createdAt: 0,
  nextTryAt: null,
  settledAt: null,
  error: null,
}

it('OUT-5 every unsettled item waits, what the server will not take needs the person', () => {
  const counts: OutboxCounts = {
    pending: 1,
    sending: 2,
    held: 3,
    retry_wait: 4,
    unknown: 5,
    failed_permanent: 6,
    conflict: 7,
    done: 8,
    discarded: 9,
  }
  expect(outboxTotals(counts)).toEqual({ waiting: 15, needsYou: 13, done: 8 })
})

it('the time that matters is shown: settled, else the next try, else added', () => {
  const now = 600_000
  expect(whenWords(item, text, 'en', now)).toBe('Added 10 min ago')
  expect(whenWords({ ...item, nextTryAt: now + 300_000 }, text, 'en', now)).toBe('Next try in 5 min')
  expect(whenWords({ ...item, nextTryAt: now + 300_000, settledAt: 0 }, text, 'en', now)).toBe('Settled 10 min ago')
})

it('OBS-8 refused and sent have different shapes', () => {
  expect([meaningOf('failed_permanent'), meaningOf('done'), meaningOf('unknown')]).toEqual([
    'failed',
    'done',
    'needsYou',
  ])
})
