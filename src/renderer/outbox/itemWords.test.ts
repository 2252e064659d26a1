// One outbox item, the looks at all of them, and what can be done.
import { createText } from '@shared/i18n/text'
import type { OutboxCounts, OutboxItemView, OutboxState } from '@shared/outbox'
import { expect, it } from 'vitest'
import { countOf, itemFilters, shownFilters, statesOf } from './itemFilter'
import { actsFor, isEditable, meaningOf, outboxTotals, whenWords, whyOf } from './itemWords'

const text = createText('en')
const item: OutboxItemView = {
  id: 'x',
  destinationId: 'd',
  entity: null,
  label: 'Report',
  state: 'pending',
  attempts: 0,
  bytes: 10,
  fileName: null,
  createdAt: 0,
  nextTryAt: null,
  settledAt: null,
  heldBy: null,
  isBehind: false,
  error: null,
}
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

it('OUT-5 every state is under one look, and what is not sent is under the first', () => {
  expect(outboxTotals(counts)).toEqual({ waiting: 10, needsYou: 18, done: 8 })
  expect(countOf('open', counts)).toBe(28)
  expect(itemFilters.slice(1).flatMap(statesOf)).toHaveLength(9)
  expect(itemFilters.slice(1).reduce((sum, filter) => sum + countOf(filter, counts), 0)).toBe(45)
})

it('an empty look is left out unless it is the chosen one', () => {
  const none = Object.fromEntries(Object.keys(counts).map((state) => [state, 0])) as OutboxCounts
  expect(shownFilters(none, 'open')).toEqual(['open', 'pending', 'done'])
  expect(shownFilters({ ...none, unknown: 1 }, 'failed')).toEqual(['open', 'pending', 'unknown', 'failed', 'done'])
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

it('OUT-6 OUT-8 says why an item waits', () => {
  expect(whyOf({ ...item, isBehind: true }, text)).toBe('Waits for the one before it')
  expect(whyOf({ ...item, state: 'held', heldBy: 'auth_required' }, text)).toContain('sign-in')
  expect(whyOf({ ...item, error: { code: 'refused', message: 'No.' } }, text)).not.toBeNull()
  expect(whyOf(item, text)).toBeNull()
  expect(whyOf(item, text, 'Offline.')).toBe('Offline.')
  expect(whyOf({ ...item, state: 'sending' }, text, 'Offline.')).toBeNull()
})

it('says a refusal in the server’s own words, and of what may have arrived only that no answer came', () => {
  const error = { code: 'refused', message: 'No.', details: { said: 'title is too long' } }
  expect(whyOf({ ...item, state: 'failed_permanent', error }, text)).toContain('title is too long')
  const lost = { code: 'cut_short', message: 'x' }
  expect(whyOf({ ...item, state: 'unknown', error: lost }, text)).toBe('It was sent, but no whole answer came.')
  const stopped = { code: 'send_interrupted', message: 'x' }
  expect(whyOf({ ...item, state: 'unknown', error: stopped }, text)).toContain('The app ended')
})

it('OUT-4 OUT-11 offers what makes sense for the items, and asks about what may have arrived', () => {
  const of = (state: OutboxState, more: Partial<OutboxItemView> = {}): OutboxItemView => ({ ...item, state, ...more })
  expect(actsFor([of('pending')])).toEqual(['hold', 'discard'])
  expect(actsFor([of('unknown')])).toEqual(['retry', 'arrived', 'discard'])
  expect(actsFor([of('held', { heldBy: 'user' })])).toEqual(['release', 'discard'])
  expect(actsFor([of('held', { heldBy: 'auth_required' })])).toEqual(['discard'])
  expect(actsFor([of('failed_permanent'), of('pending')])).toEqual(['retry', 'hold', 'discard'])
  expect(actsFor([of('sending'), of('done')])).toEqual([])
})

it('OUT-3 only a record that has not left can be edited', () => {
  expect(isEditable({ ...item, state: 'failed_permanent' })).toBe(true)
  expect(isEditable({ ...item, fileName: 'a.pdf' })).toBe(false)
  expect(isEditable({ ...item, state: 'sending' })).toBe(false)
})
