// Decides when a request to an origin may go: a token bucket and a number at once, shared by every attempt (PULL-23). Pure over its clock;
// nothing waits here, the worker asks again. Holds after a refusal are the engine's.

export interface OriginLimits {
  perSecond: number
  atOnce: number
}

export interface OriginPermits {
  /** ms to wait before asking again; 0: granted, until done() or the attempt's end. */
  take(attemptId: string, origin: string, limits: OriginLimits): number
  /** The request has ended. One that was never granted is nothing. `usedUpMs`: for how long the server takes no more, if it said. */
  done(attemptId: string, origin: string, usedUpMs?: number): void
  /** ms until the origin takes requests again, by what it said last to any attempt; 0: it does. */
  usedUpMs(origin: string): number
  attemptEnded(attemptId: string): void
}

interface Bucket {
  tokens: number
  filledAt: number
  /** Attempt of each request under way. */
  open: string[]
  usedUpUntil: number
}

/** How soon a worker that found every place taken may ask again, ms. */
const PLACE_TAKEN_MS = 100
const MOST_IDLE_BUCKETS = 100

/** `now`: monotonic, ms. */
export function createOriginPermits(now: () => number): OriginPermits {
  const buckets = new Map<string, Bucket>()

  const bucketOf = (origin: string, capacity: number): Bucket => {
    const known = buckets.get(origin)
    if (known) return known
    forgetIdle(buckets)
    const made = { tokens: capacity, filledAt: now(), open: [], usedUpUntil: 0 }
    buckets.set(origin, made)
    return made
  }

  return {
    take(attemptId, origin, { perSecond, atOnce }) {
      const capacity = Math.max(1, perSecond)
      const bucket = bucketOf(origin, capacity)
      const at = now()
      bucket.tokens = Math.min(capacity, bucket.tokens + ((at - bucket.filledAt) / 1_000) * perSecond)
      bucket.filledAt = at
      if (bucket.open.length >= atOnce) return PLACE_TAKEN_MS
      if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) / perSecond) * 1_000)
      bucket.tokens -= 1
      bucket.open.push(attemptId)
      return 0
    },
    done(attemptId, origin, usedUpMs) {
      const bucket = buckets.get(origin)
      const at = bucket?.open.indexOf(attemptId) ?? -1
      if (bucket === undefined || at === -1) return
      bucket.open.splice(at, 1)
      if (usedUpMs !== undefined) bucket.usedUpUntil = now() + usedUpMs
    },
    usedUpMs: (origin) => Math.max(0, Math.ceil((buckets.get(origin)?.usedUpUntil ?? 0) - now())),
    attemptEnded(attemptId) {
      for (const bucket of buckets.values()) bucket.open = bucket.open.filter((one) => one !== attemptId)
    },
  }
}

/** An origin that nobody talks to starts with a full bucket again: only the oldest are let go. */
function forgetIdle(buckets: Map<string, Bucket>): void {
  if (buckets.size < MOST_IDLE_BUCKETS) return
  for (const [origin, { open }] of buckets) {
    if (open.length > 0) continue
    buckets.delete(origin)
    return
  }
}
