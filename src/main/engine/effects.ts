// What a turn of the engine will do to the world once its transaction has committed: starts, stops, events. Nothing leaves before.
// A call that is refused takes back what it had added. Sending is scheduler.ts and notices.ts.
import type { ChangeTopic, CoreEvent } from '@shared/core'
import type { StopReason } from '@shared/jobs/outcome'
import type { RunSpec } from '@shared/runner'

export type Effect =
  | { type: 'start'; run: RunSpec }
  | { type: 'stop'; attemptId: string; reason: StopReason }
  | { type: 'event'; event: CoreEvent }

export interface Effects {
  add(effect: Effect): void
  /** The views' data on this changed. */
  changed(topic: ChangeTopic): void
  /** How many there are; rewind(n) takes back what came after. Topics stay: one too many does no harm. */
  size(): number
  rewind(size: number): void
  /** Hands over everything and starts again empty. */
  take(): { effects: Effect[]; topics: ChangeTopic[] }
}

export function createEffects(): Effects {
  let effects: Effect[] = []
  let topics = new Set<ChangeTopic>()
  return {
    add: (effect) => void effects.push(effect),
    changed: (topic) => void topics.add(topic),
    size: () => effects.length,
    rewind: (size) => {
      effects.length = size
    },
    take: () => {
      const taken = { effects, topics: [...topics] }
      effects = []
      topics = new Set()
      return taken
    },
  }
}
