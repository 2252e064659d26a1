// One outbox item and the counts of all, in words. Pure.
import { assertNever } from '@shared/errors'
import type { Language } from '@shared/i18n/catalogue'
import { relativeTime } from '@shared/i18n/sentences'
import type { Text } from '@shared/i18n/text'
import type { OutboxCounts, OutboxItemView, OutboxState } from '@shared/outbox'
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
    waiting: counts.pending + counts.sending + counts.retry_wait + counts.held + counts.unknown,
    needsYou: counts.failed_permanent + counts.conflict,
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
