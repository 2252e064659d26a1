// Decides when the app lives and ends: one instance, on without windows, and an orderly end within 5 s (P26), also on a signal.
// What an orderly end consists of is handed in.
import type { Logger } from '@shared/logger'
import { SECOND_MS } from '@shared/time'
import type { App } from 'electron'
import { type LaunchArguments, parseArguments } from './launchArguments'

/** The longest a quit may take. */
export const QUIT_LIMIT_MS = 5 * SECOND_MS

export interface LifecycleOptions {
  app: Pick<App, 'on' | 'exit' | 'quit'>
  log: Logger
  /** A second start: show the first. */
  secondStart: (args: LaunchArguments) => void
  /** macOS: the dock icon was clicked. */
  activate: () => void
  /** Stops everything; may fail or hang. */
  shutDown: () => Promise<void>
  onSignal: (signal: 'SIGTERM' | 'SIGINT' | 'SIGHUP', listener: () => void) => void
}

/** True for the first instance. A second one must end at once, having told the first. */
export function isFirstInstance(app: Pick<App, 'requestSingleInstanceLock'>): boolean {
  return app.requestSingleInstanceLock()
}

/** Resolves when `work` is done, has failed, or has had its time. */
async function within(limitMs: number, work: Promise<void>, log: Logger): Promise<void> {
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(() => {
    log.warn('the app did not stop in time and ends now', { limitMs })
    late.resolve()
  }, limitMs)
  try {
    await Promise.race([work, late.promise])
  } catch (error) {
    log.error('stopping the app failed', { error: String(error) })
  } finally {
    clearTimeout(timer)
  }
}

export function watchLifecycle({ app, log, secondStart, activate, shutDown, onSignal }: LifecycleOptions): void {
  let ending: Promise<void> | undefined

  app.on('second-instance', (_event, argv) => secondStart(parseArguments(argv)))
  app.on('activate', activate)
  // Having a listener is what keeps the app alive without windows.
  app.on('window-all-closed', () => {})
  app.on('before-quit', (event) => {
    event.preventDefault()
    // Quitting twice is impatience, not another end.
    ending ??= within(QUIT_LIMIT_MS, shutDown(), log).then(() => app.exit(0))
  })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    onSignal(signal, () => {
      log.info('asked to end by a signal', { signal })
      app.quit()
    })
  }
}
