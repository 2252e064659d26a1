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

/** The starts of others while this one runs: each is to show this one. */
export interface SecondStarts {
  /** Tells those of before now, and from now on each. */
  follow(listener: (args: LaunchArguments) => void): void
}

/** From the beginning, because a start that comes while the app is still being read must not be lost. */
export function holdSecondStarts(app: Pick<App, 'on'>): SecondStarts {
  const held: LaunchArguments[] = []
  let tell = (args: LaunchArguments): void => void held.push(args)
  app.on('second-instance', (_event, argv) => tell(parseArguments(argv)))
  return {
    follow: (listener) => {
      tell = listener
      for (const args of held.splice(0)) listener(args)
    },
  }
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

export function watchLifecycle({ app, log, activate, shutDown, onSignal }: LifecycleOptions): void {
  let ending: Promise<void> | undefined

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
