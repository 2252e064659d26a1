// What happens when main itself fails: logged, closed, started again once, and if that was not enough, stopped with a message (F17).
// A crash loop must not hide behind restarts: two crashes within five minutes end it.
import { readFileSync, writeFileSync } from 'node:fs'
import type { Logger } from '@shared/logger'
import { MINUTE_MS } from '@shared/time'

const AGAIN_WITHIN_MS = 5 * MINUTE_MS
const CLOSE_WITHIN_MS = 3_000

export interface CrashGuardPorts {
  /** The process, or whatever emits its two events. */
  events: {
    on(event: 'uncaughtException' | 'unhandledRejection', listener: (problem: unknown) => void): unknown
  }
  log: Logger
  /** Keeps the time of the last crash, ms UTC, over starts. */
  markFile: string
  now: () => number
  /** Closes databases and logs; waited for 3 s at most. */
  close: () => Promise<void>
  /** Starts the app again, after exit. */
  relaunch: () => void
  /** One sentence to the user, in a native box, without needing a window. */
  tell: (problem: string) => void
  exit: (code: number) => void
  /** The app is quitting: what is under way then fails because it was ended, and nothing is to be started again. */
  isEnding: () => boolean
}

/** From now on an exception that nobody caught, or a rejection nobody handled, ends the app in good order. */
export function installCrashGuard(ports: CrashGuardPorts): void {
  let crashed = false
  const crash = (kind: string) => (problem: unknown) => {
    const details = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)
    ports.log.error('main failed', { kind, problem: details })
    if (crashed || ports.isEnding()) return
    crashed = true
    void end(ports, problem)
  }
  ports.events.on('uncaughtException', crash('uncaughtException'))
  ports.events.on('unhandledRejection', crash('unhandledRejection'))
}

async function end(ports: CrashGuardPorts, problem: unknown): Promise<void> {
  // What cannot be noted cannot be counted: then there is no second try either.
  const wasCrash = wasRecent(ports)
  const isSecond = !mark(ports) || wasCrash
  await Promise.race([
    ports.close().catch((closing: unknown) => ports.log.error('closing failed', { problem: String(closing) })),
    new Promise<void>((resolve) => void setTimeout(resolve, CLOSE_WITHIN_MS)),
  ])
  if (isSecond) ports.tell(problem instanceof Error ? problem.message : String(problem))
  else ports.relaunch()
  ports.exit(1)
}

function wasRecent({ markFile, now }: CrashGuardPorts): boolean {
  try {
    const sinceMs = now() - Number(readFileSync(markFile, 'utf8'))
    // A mark from the future comes of a clock set back, and says nothing.
    return sinceMs >= 0 && sinceMs < AGAIN_WITHIN_MS
  } catch {
    return false
  }
}

function mark({ markFile, now, log }: CrashGuardPorts): boolean {
  try {
    writeFileSync(markFile, String(now()), { mode: 0o600 })
    return true
  } catch (problem) {
    log.error('the crash could not be noted', { problem: String(problem) })
    return false
  }
}
