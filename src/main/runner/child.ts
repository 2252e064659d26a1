// One other process of the app, as this room needs it: messages, output, its end. The real one is electronChild.ts.

export interface Child {
  /** Throws where a message cannot be copied to another process. */
  post(message: unknown): void
  /** At once, without asking. */
  kill(): void
  pid(): number | undefined
  onMessage(listener: (message: unknown) => void): void
  /** A line the process wrote to its output, which nothing of the app does on purpose. */
  onOutput(listener: (line: string) => void): void
  /** Called once; `detail` is for the log. */
  onExit(listener: (detail: string) => void): void
}

/** Starts a process. May throw. */
export type Fork = () => Child

export type Cancel = () => void
/** Calls back once after delayMs; the answer calls it off. */
export type After = (delayMs: number, fn: () => void) => Cancel

export function realAfter(delayMs: number, fn: () => void): Cancel {
  const timer = setTimeout(fn, delayMs)
  return () => clearTimeout(timer)
}
