// After a resume one network job of each origin goes first; the others of that origin wait for its success or 30 s (D17, COND-7).
import { SECOND_MS } from '@shared/time'
import type { Clock } from './ports'

export const PROBE_MS = 30 * SECOND_MS
/** A resume noticed by the clocks and the system's own word for it are the same resume. */
const SAME_RESUME_MS = 10 * SECOND_MS

export interface Probes {
  resumed(): void
  /** An attempt of this origin came back with success. */
  answered(origin: string): void
  isProbing(origin: string): boolean
  /** ms until the others go anyway; 0 when nothing is held. */
  remainingMs(): number
}

export function createProbes(clock: Clock): Probes {
  let since: number | null = null
  const answered = new Set<string>()
  const remainingMs = (): number => (since === null ? 0 : Math.max(0, since + PROBE_MS - clock.monotonic()))
  return {
    resumed: () => {
      if (since !== null && clock.monotonic() - since < SAME_RESUME_MS) return
      since = clock.monotonic()
      answered.clear()
    },
    answered: (origin) => void answered.add(origin),
    isProbing: (origin) => remainingMs() > 0 && !answered.has(origin),
    remainingMs,
  }
}
