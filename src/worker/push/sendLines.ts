// What a run of `outbox.send` says of each item: what became of it, by a code. Never what is in it, nor what the server wrote.
import { assertNever } from '@shared/errors'
import { isWorthALine, type Logger } from '@shared/logger'
import type { Settlement } from '@shared/outbox'

export interface SendLines {
  /** `tookMs`: from the request to its answer. */
  sent(settlement: Settlement, tookMs: number): void
}

/** Of many items that fare alike some are told. */
export function createSendLines(log: Logger): SendLines {
  const counts = new Map<Settlement['type'], number>()
  return {
    sent(settlement, tookMs) {
      const count = (counts.get(settlement.type) ?? 0) + 1
      counts.set(settlement.type, count)
      if (isWorthALine(count)) sayItem(log, settlement, { count, tookMs: Math.round(tookMs) })
    },
  }
}

function sayItem(log: Logger, settlement: Settlement, about: { count: number; tookMs: number }): void {
  switch (settlement.type) {
    case 'done':
      return log.debug('an item was accepted', { status: settlement.status, ...about })
    case 'refused':
      return log.warn('an item was refused', { status: settlement.status, code: settlement.error.code, ...about })
    case 'retry': {
      const { error, maybeArrived, notBefore } = settlement
      const again = new Date(notBefore).toISOString()
      return log.warn('an item is sent again later', {
        code: error.code,
        again,
        maybeArrived: maybeArrived === true,
        ...about,
      })
    }
    case 'held':
      return log.warn('an item is held', { code: settlement.error.code, ...about })
    case 'damaged':
      return log.warn('the stored file of an item is not what was accepted', about)
    case 'unsent':
      return log.debug('an item did not leave', about)
    default:
      return assertNever(settlement)
  }
}
