// Tells the open pages what changed: at most 10 `changed` a second, and 4 progress reports a second and job; the last one of
// each always arrives. With no page open it keeps nothing and sets no timer (COND-11). What changed is known elsewhere.
import { EVENT_CHANNEL } from '@shared/ipc/bridge'
import type { AppEvents, EventName } from '@shared/ipc/events'

/** A page that listens. */
export interface EventTarget {
  id: number
  send(channel: string, name: string, payload: unknown): void
}

export interface Broadcaster {
  /** Look again at these. */
  changed(topics: AppEvents['changed']['topics']): void
  progress(jobId: string, progress: unknown): void
  device(reading: AppEvents['device']): void
  preferences(preferences: AppEvents['preferences']): void
  /** Sends what is being held back, and sets no timer any more. */
  stop(): void
}

export const CHANGED_GAP_MS = 100
export const PROGRESS_GAP_MS = 250

/** Runs `send` at once if the last time is `gapMs` ago, else once when it is. */
function spaced(gapMs: number, send: () => void): { ask(): void; flush(): void; isQuiet(): boolean } {
  let timer: NodeJS.Timeout | undefined
  let wanted = false
  const tick = (): void => {
    timer = undefined
    if (!wanted) return
    wanted = false
    timer = setTimeout(tick, gapMs)
    send()
  }
  return {
    ask: () => {
      wanted = true
      if (!timer) tick()
    },
    flush: () => {
      clearTimeout(timer)
      timer = undefined
      if (wanted) send()
      wanted = false
    },
    isQuiet: () => timer === undefined,
  }
}

/** `targets`: the pages open now. */
export function createBroadcaster(targets: () => EventTarget[]): Broadcaster {
  const topics = new Set<AppEvents['changed']['topics'][number]>()
  const reports = new Map<string, { last: unknown; gate: ReturnType<typeof spaced> }>()

  function tell<N extends EventName>(name: N, payload: AppEvents[N]): void {
    for (const target of targets()) target.send(EVENT_CHANNEL, name, payload)
  }

  const changedGate = spaced(CHANGED_GAP_MS, () => {
    const look = [...topics]
    topics.clear()
    if (look.length > 0) tell('changed', { topics: look })
  })

  function dropQuietReports(): void {
    for (const [jobId, { gate }] of reports) if (gate.isQuiet()) reports.delete(jobId)
  }

  return {
    changed: (which) => {
      if (targets().length === 0) return
      for (const topic of which) topics.add(topic)
      changedGate.ask()
    },
    progress: (jobId, progress) => {
      if (targets().length === 0) return
      let report = reports.get(jobId)
      if (!report) {
        dropQuietReports()
        const made = {
          last: progress,
          gate: spaced(PROGRESS_GAP_MS, () => tell('progress', { jobId, progress: made.last })),
        }
        report = made
        reports.set(jobId, report)
      }
      report.last = progress
      report.gate.ask()
    },
    device: (reading) => tell('device', reading),
    preferences: (preferences) => tell('preferences', preferences),
    stop: () => {
      changedGate.flush()
      for (const { gate } of reports.values()) gate.flush()
      reports.clear()
    },
  }
}
