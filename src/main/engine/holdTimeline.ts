// What held something, over time: a bounded list of beginnings, in memory. When it is full the shortest stretch goes into its neighbour, so
// that a signal that flaps for hours blurs a little and nothing is forgotten.
import type { WaitedFor } from '@shared/jobs/figures'

const MOST_STRETCHES = 64

interface Stretch {
  since: number
  /** null: nothing held. */
  by: WaitedFor | null
}

export interface HoldTimeline {
  /** From now on, ms UTC, this holds. */
  note(by: WaitedFor | null, now: number): void
  /** Oldest first; the last one lasts until `now`. Nothing is known of the time before the first. */
  spans(now: number): { from: number; to: number; by: WaitedFor | null }[]
}

export function createHoldTimeline(): HoldTimeline {
  let stretches: Stretch[] = []
  return {
    note(by, now) {
      const last = stretches.at(-1)
      if (last?.by === by) return
      // The clock was set back: what lies ahead of it now says nothing.
      if (last !== undefined && now < last.since) stretches = []
      stretches.push({ since: now, by })
      if (stretches.length > MOST_STRETCHES) stretches = withoutShortest(stretches)
    },
    spans: (now) =>
      stretches.map(({ since, by }, index) => ({ from: since, to: stretches[index + 1]?.since ?? now, by })),
  }
}

/** The shortest goes into the shorter of its neighbours: what flaps blurs with its like, what lasted keeps its ends. */
function withoutShortest(stretches: readonly Stretch[]): Stretch[] {
  // The last one is not over.
  const lengths = stretches.slice(1).map(({ since }, index) => since - (stretches[index]?.since ?? since))
  const shortest = lengths.indexOf(Math.min(...lengths))
  const [before, after] = [lengths[shortest - 1], lengths[shortest + 1] ?? Number.POSITIVE_INFINITY]
  const goesForward = before === undefined || after < before
  const since = stretches[shortest]?.since ?? 0
  const kept = stretches
    .map((of, index) => (goesForward && index === shortest + 1 ? { ...of, since } : of))
    .filter((_, index) => index !== shortest)
  return kept.filter(({ by }, index) => index === 0 || by !== kept[index - 1]?.by)
}
