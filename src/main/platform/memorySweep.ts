// Has V8 give back what it kept for later use, once nobody looks: after a window it holds on to several MiB that nothing uses, and an app
// that is at rest in the tray allocates too little to make it sweep by itself. When nobody looks is told from outside.
import type { Logger } from '@shared/logger'
import { SECOND_MS } from '@shared/time'

/** After a start, or a window that closed, there is work to do first; and the window may come back. */
export const SWEEP_AFTER_MS = 10 * SECOND_MS

export interface MemorySweepPorts {
  after: (delayMs: number, act: () => void) => () => void
  /** No window is open. */
  isUnseen: () => boolean
  /** Stops the main thread for some tens of milliseconds. */
  collect: () => Promise<void>
  log: Logger
}

/** Answers what to call whenever nobody looks from now on: it sweeps once, in a while, unless somebody does by then. */
export function createMemorySweep({ after, isUnseen, collect, log }: MemorySweepPorts): () => void {
  let cancel = (): void => {}
  const sweep = (): void => {
    if (!isUnseen()) return
    collect().catch((error: unknown) => log.warn('memory was not swept', { error: String(error) }))
  }
  return () => {
    cancel()
    cancel = after(SWEEP_AFTER_MS, sweep)
  }
}

/** Of this thread's V8, by the interface of its own tools: no switch and no other process has a part in it. */
export async function collectGarbage(): Promise<void> {
  const { Session } = await import('node:inspector/promises')
  const session = new Session()
  session.connect()
  try {
    await session.post('HeapProfiler.collectGarbage')
  } finally {
    session.disconnect()
  }
}
