// Decides whether a page calls too often (F87): a bucket per sender and command, and one for all of a sender's calls.

export interface RateLimits {
  /** Calls at once, and calls a second after that; of one command. */
  burst: number
  perSecond: number
  /** The same for all commands of a sender together. */
  burstInAll: number
  perSecondInAll: number
}

export const rateLimits: RateLimits = { burst: 100, perSecond: 50, burstInAll: 300, perSecondInAll: 150 }

interface Bucket {
  left: number
  at: number
}

export interface CallRate {
  /** Takes one call's worth; false when there is none left. */
  allows(senderId: number, command: string): boolean
  /** A window is gone. */
  forget(senderId: number): void
}

/** `now`: any clock that does not go backwards, ms. */
export function createCallRate(now: () => number, limits: RateLimits = rateLimits): CallRate {
  const senders = new Map<number, Map<string, Bucket>>()

  function refill(buckets: Map<string, Bucket>, name: string, burst: number, perSecond: number): Bucket {
    const at = now()
    const bucket = buckets.get(name) ?? { left: burst, at }
    bucket.left = Math.min(burst, bucket.left + (Math.max(0, at - bucket.at) * perSecond) / 1_000)
    bucket.at = at
    buckets.set(name, bucket)
    return bucket
  }

  return {
    allows: (senderId, command) => {
      const buckets = senders.get(senderId) ?? new Map<string, Bucket>()
      senders.set(senderId, buckets)
      const inAll = refill(buckets, '', limits.burstInAll, limits.perSecondInAll)
      const ofCommand = refill(buckets, command, limits.burst, limits.perSecond)
      if (inAll.left < 1 || ofCommand.left < 1) return false
      inAll.left -= 1
      ofCommand.left -= 1
      return true
    },
    forget: (senderId) => void senders.delete(senderId),
  }
}
