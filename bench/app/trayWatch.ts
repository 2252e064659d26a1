// Hears when an app's tray icon is registered, from the session bus itself. Linux only, as is the tray of the pretend desktop.
import { spawn } from 'node:child_process'

export interface TrayWatch {
  /** performance.now() of the next registration. */
  next(): Promise<number>
  stop(): void
}

const WITHIN_MS = 30_000

export async function watchTray(): Promise<TrayWatch> {
  const monitor = spawn('gdbus', ['monitor', '--session', '--dest', 'org.kde.StatusNotifierWatcher'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let heard: ((at: number) => void) | null = null
  const listening = Promise.withResolvers<void>()
  monitor.stdout.on('data', (chunk: Buffer) => {
    const at = performance.now()
    const text = chunk.toString()
    listening.resolve()
    if (text.includes('StatusNotifierItemRegistered')) heard?.(at)
  })
  await listening.promise
  return {
    next: () =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('no tray icon within 30 s')), WITHIN_MS)
        heard = (at) => {
          heard = null
          clearTimeout(timer)
          resolve(at)
        }
      }),
    stop: () => monitor.kill(),
  }
}
