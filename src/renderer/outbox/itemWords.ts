// One outbox item in words, and what can be done to items in their states. Pure.
import { assertNever } from '@shared/errors'
import type { Language } from '@shared/i18n/catalogue'
import { errorSentence } from '@shared/i18n/refusalSentence'
import { relativeTime } from '@shared/i18n/sentences'
import type { Text } from '@shared/i18n/text'
import type { JobError } from '@shared/jobs/outcome'
import type { OutboxAct, OutboxCounts, OutboxItemView, OutboxState } from '@shared/outbox'
import type { Meaning } from '../ui/StateBadge'

export function meaningOf(state: OutboxState): Meaning {
  switch (state) {
    case 'pending':
    case 'retry_wait':
      return 'waiting'
    case 'sending':
      return 'working'
    case 'held':
      return 'paused'
    case 'unknown':
    case 'conflict':
      return 'needsYou'
    case 'failed_permanent':
      return 'failed'
    case 'done':
      return 'done'
    case 'discarded':
      return 'off'
    default:
      return assertNever(state)
  }
}

export interface OutboxTotals {
  waiting: number
  needsYou: number
  done: number
}

export function outboxTotals(counts: OutboxCounts): OutboxTotals {
  return {
    waiting: counts.pending + counts.sending + counts.retry_wait + counts.held,
    needsYou: counts.failed_permanent + counts.conflict + counts.unknown,
    done: counts.done,
  }
}

/** When it goes next, was settled, or was added: the time that matters in its state. */
export function whenWords(item: OutboxItemView, text: Text, language: Language, nowMs: number): string {
  if (item.settledAt !== null) return text('outbox:settled', { when: relativeTime(item.settledAt, nowMs, language) })
  if (item.nextTryAt !== null && item.nextTryAt > nowMs) {
    return text('outbox:next_try', { when: relativeTime(item.nextTryAt, nowMs, language) })
  }
  return text('outbox:added', { when: relativeTime(item.createdAt, nowMs, language) })
}

/** Why it is as it is; null where its state says it all. `sendWaits`: why nothing is sent to its destination now. */
export function whyOf(item: OutboxItemView, text: Text, sendWaits?: string): string | null {
  if (item.state === 'done' || item.state === 'discarded') return null
  if (item.heldBy !== null) return text(`outbox:held_${item.heldBy}`)
  if (item.isBehind) return text('outbox:behind')
  if (sendWaits !== undefined && (item.state === 'pending' || item.state === 'retry_wait')) return sendWaits
  return item.error ? errorWords(item.error, item.state, text) : null
}

/** These say themselves what may have happened; of the others only that no answer came matters then. */
const OWN_WORDS: ReadonlySet<string> = new Set(['send_interrupted', 'outbox_key_too_old', 'outbox_gave_up'])

/** A refusal in the server's own words, where it gave a reason (product 4.7). */
function errorWords(error: JobError, state: OutboxState, text: Text): string {
  if (state === 'unknown' && !OWN_WORDS.has(error.code)) return text('outbox:why_unknown')
  const said = error.details?.said
  const isRefused = state === 'failed_permanent' || state === 'conflict'
  if (isRefused && typeof said === 'string') return text('outbox:why_refused', { said })
  return errorSentence(error, text)
}

/** What makes sense for at least one of them, in the order of its buttons. */
export function actsFor(items: readonly OutboxItemView[]): OutboxAct[] {
  const states = new Set(items.map((item) => (item.state === 'held' && item.heldBy !== 'user' ? 'waits' : item.state)))
  const has = (...wanted: (OutboxState | 'waits')[]): boolean => wanted.some((state) => states.has(state))
  const acts: OutboxAct[] = []
  if (has('failed_permanent', 'conflict', 'retry_wait', 'unknown')) acts.push('retry')
  if (has('unknown')) acts.push('arrived')
  if (has('pending', 'retry_wait')) acts.push('hold')
  if (items.some((item) => item.heldBy === 'user')) acts.push('release')
  if (has('pending', 'held', 'retry_wait', 'unknown', 'failed_permanent', 'conflict', 'waits')) acts.push('discard')
  return acts
}

/** A record that has not left, and is not leaving at this moment. */
export function isEditable(item: OutboxItemView): boolean {
  return item.fileName === null && item.state !== 'sending' && item.state !== 'done' && item.state !== 'discarded'
}
