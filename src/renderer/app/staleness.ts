// Which answers an event makes stale, and how often they are asked again. Pure but for the timer it is handed.
import type { CommandName } from '@shared/ipc/commands'
import type { AppEvents } from '@shared/ipc/events'

export type Topic = AppEvents['changed']['topics'][number]

const staleBy: Record<Topic, readonly CommandName[]> = {
  jobs: ['jobs.query', 'jobs.count', 'jobs.get'],
  history: ['history.query', 'jobs.figures', 'news.get'],
  // Its switch, its conditions and its name are what its jobs wait for and are called.
  sources: ['sources.list', 'summary.get', 'jobs.query', 'jobs.get'],
  outbox: ['outbox.counts', 'outbox.list', 'outbox.item', 'destinations.list', 'summary.get'],
  pauses: ['summary.get', 'jobs.query', 'jobs.get'],
  summary: ['summary.get'],
  data: ['data.tables', 'data.rows', 'data.cell', 'data.about'],
  questions: ['app.questions'],
}

export function staleCommands(topics: Iterable<Topic>): CommandName[] {
  const names = new Set<CommandName>()
  for (const topic of topics) for (const name of staleBy[topic]) names.add(name)
  return [...names]
}

/** The least time between two refreshes, and the share of time refreshing may take: a slow answer is asked for less often. */
const LEAST_GAP_MS = 200
const GAP_PER_COST = 4

export interface Refresher {
  add(topics: readonly Topic[]): void
  stop(): void
}

/**
 * Gathers topics and refreshes them one batch at a time: nothing is lost, nothing is asked twice at once, and at most a
 * fifth of the time goes into it, however many changes a second arrive.
 */
export function createRefresher(
  refresh: (topics: ReadonlySet<Topic>) => Promise<void>,
  nowMs: () => number,
): Refresher {
  let waiting = new Set<Topic>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let busy = false
  let stopped = false
  let notBefore = 0

  const arm = () => {
    if (stopped || busy || timer !== undefined || waiting.size === 0) return
    timer = setTimeout(run, Math.max(0, notBefore - nowMs()))
  }
  const run = () => {
    timer = undefined
    busy = true
    const batch = waiting
    waiting = new Set()
    const startedAt = nowMs()
    const done = () => {
      busy = false
      notBefore = nowMs() + Math.max(LEAST_GAP_MS, GAP_PER_COST * (nowMs() - startedAt))
      arm()
    }
    refresh(batch).then(done, done)
  }
  return {
    add(topics) {
      for (const topic of topics) waiting.add(topic)
      arm()
    },
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
