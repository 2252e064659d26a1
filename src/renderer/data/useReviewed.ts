// When a table was last reviewed, live: whoever says "seen" is heard by every part of this window that shows what is to be reviewed.
import { useMemo, useSyncExternalStore } from 'react'
import { keepReview, lastReview, type Reviewed } from './review'

const CHANGED = 'lull-reviewed'

function subscribe(changed: () => void): () => void {
  window.addEventListener(CHANGED, changed)
  return () => window.removeEventListener(CHANGED, changed)
}

export function useReviewed(tableId: string): Reviewed {
  const kept = useSyncExternalStore(subscribe, () => JSON.stringify(lastReview(localStorage, tableId)))
  return useMemo(() => JSON.parse(kept) as Reviewed, [kept])
}

export function sayReviewed(tableId: string, setAside: number): void {
  keepReview(localStorage, tableId, { at: Date.now(), setAside })
  window.dispatchEvent(new Event(CHANGED))
}
