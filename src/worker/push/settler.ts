// Brings to main what became of items: while one report is under way the next ones gather, so that a slow disk costs one commit for many
// items and sending does not wait for it. Where an item must be marked before it leaves, the report and the mark are one commit.
import type { SettledItem } from '@shared/outbox'

export interface Settler {
  put(settled: SettledItem): void
  /** Resolves when everything put so far is stored and this item is marked as about to leave. */
  begin(itemId: string): Promise<void>
  /** Resolves when everything put so far is stored; rejects when it could not be. */
  settled(): Promise<void>
}

/** More than this in one message is no gain. */
const MOST_AT_ONCE = 100

export function createSettler(settle: (settled: SettledItem[], begin: string | null) => Promise<unknown>): Settler {
  let waiting: SettledItem[] = []
  let underWay: Promise<void> | null = null
  let failure: Error | null = null

  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MOST_AT_ONCE)
      waiting = waiting.slice(MOST_AT_ONCE)
      await settle(batch, null)
    }
  }

  function start(): void {
    if (underWay !== null || failure !== null) return
    underWay = flush()
      .catch((error: unknown) => {
        failure = error instanceof Error ? error : new Error(String(error))
      })
      .finally(() => {
        underWay = null
      })
  }

  async function settled(): Promise<void> {
    // A report may have been put just as the one before it ended.
    while (failure === null && (underWay !== null || waiting.length > 0)) {
      start()
      await underWay
    }
    if (failure !== null) throw failure
  }

  let marks = false
  return {
    put(one) {
      waiting.push(one)
      // With marks each report goes with the next mark, or at the end.
      if (!marks) start()
    },
    async begin(itemId) {
      marks = true
      const batch = waiting
      waiting = []
      await settle(batch, itemId)
    },
    settled,
  }
}
