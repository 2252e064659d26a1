// Tells that something changed at most 10 times a second: the first at once, what follows together. What changed is its callers'.
import type { ChangeTopic } from '@shared/core'

const INTERVAL_MS = 100

export interface ChangeFeed {
  add(topics: readonly ChangeTopic[]): void
}

/** `later` runs `work` after about `delayMs`. */
export function createChangeFeed(
  send: (topics: ChangeTopic[]) => void,
  later: (work: () => void, delayMs: number) => void,
): ChangeFeed {
  const waiting = new Set<ChangeTopic>()
  let isQuiet = false

  function flush(): void {
    if (waiting.size === 0) return
    const topics = [...waiting]
    waiting.clear()
    isQuiet = true
    later(() => {
      isQuiet = false
      flush()
    }, INTERVAL_MS)
    send(topics)
  }

  return {
    add(topics) {
      for (const topic of topics) waiting.add(topic)
      if (!isQuiet) flush()
    },
  }
}
