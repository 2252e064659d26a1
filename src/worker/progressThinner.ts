// Decides how often progress is sent: at once, then at most every 100 ms, and the last one always. What it means is the handler's.
import type { Progress } from '@shared/jobs/progress'

const APART_MS = 100

export interface ProgressThinner {
  report(progress: Progress): void
  /** Sends what is held back, and nothing after. */
  close(): void
}

export function thinProgress(send: (progress: Progress) => void): ProgressThinner {
  let held: Progress | null = null
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  const release = (): void => {
    timer = undefined
    if (held === null) return
    send(held)
    held = null
    timer = setTimeout(release, APART_MS)
  }
  return {
    report: (progress) => {
      if (isClosed) return
      held = progress
      if (timer === undefined) release()
    },
    close: () => {
      clearTimeout(timer)
      isClosed = true
      if (held !== null) send(held)
      held = null
    },
  }
}
