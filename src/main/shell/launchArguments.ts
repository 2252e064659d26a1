// Reads command lines: the app's own at start, and those a second start hands over (S19). Only what is listed here means anything;
// paths, addresses and Chromium's switches in it are never passed on. Dangerous switches keep a packaged app from starting (S13).
import { type View, views } from '@shared/ipc/events'

export interface LaunchArguments {
  /** Start without a window: at login. */
  hidden: boolean
  /** What to show; null: as it was. */
  open: View | 'preferences' | null
}

const MOST_ARGUMENTS = 64
const opens: ReadonlySet<string> = new Set([...views, 'preferences'])

/** `argv` of unknown origin, the executable's own path included or not. Never throws; what it does not know it ignores. */
export function parseArguments(argv: unknown): LaunchArguments {
  const found: LaunchArguments = { hidden: false, open: null }
  if (!Array.isArray(argv)) return found
  for (const argument of argv.slice(0, MOST_ARGUMENTS) as unknown[]) {
    if (argument === '--hidden') found.hidden = true
    if (typeof argument !== 'string' || !argument.startsWith('--open=')) continue
    const view = argument.slice('--open='.length)
    if (opens.has(view)) found.open = view as LaunchArguments['open']
  }
  return found
}

/**
 * Switches that would open the app to others or weaken what shuts pages in. Fuses do not cover Chromium's. `no-sandbox` is not among
 * them: root, and containers without user namespaces, have no other way, and nothing of ours ever adds it (S2), but see below.
 */
const dangerous: readonly string[] = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-allow-origins',
  'inspect',
  'inspect-brk',
  'inspect-port',
  'inspect-brk-node',
  'js-flags',
  'disable-web-security',
  'disable-site-isolation-trials',
  'ignore-certificate-errors',
  'ignore-certificate-errors-spki-list',
  'allow-running-insecure-content',
  'host-rules',
  'host-resolver-rules',
  'proxy-server',
  'proxy-pac-url',
  'load-extension',
  'gpu-launcher',
  'renderer-cmd-prefix',
  'utility-cmd-prefix',
  'ppapi-plugin-path',
  'register-pepper-plugins',
  'log-net-log',
  'ssl-key-log-file',
  'browser-subprocess-path',
  'enable-blink-features',
]

/**
 * The dangerous switches of a command line, without their values, sorted. A packaged app that gets any ends with exit code 2.
 * `addedUnasked`: started by an AppImage's script, which adds --no-sandbox by itself where the system has no user namespaces; only root has
 * no other way there.
 */
export function dangerousSwitches(argv: readonly string[], addedUnasked = false): string[] {
  const names = new Set(
    argv.map((argument) => /^(?:--|-|\/)([A-Za-z][A-Za-z0-9-]*)(?:=|$)/.exec(argument)?.[1]?.toLowerCase()),
  )
  const all = addedUnasked ? [...dangerous, 'no-sandbox'] : dangerous
  return all.filter((name) => names.has(name)).toSorted()
}
