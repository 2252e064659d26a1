// An installed app worked as a desktop and a person work it: started by its command, seen by its tray and its windows. No inspector can
// enter what ships, so nothing reaches inside it.
import { type ChildProcess, type SpawnOptions, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { desktop } from './desktop/desktop'

/** As root Chromium cannot shut its pages in; the package itself never says so. */
function asRoot(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : []
}

/** What it is started with, so that it keeps to one folder. */
export function argumentsFor(userData: string, args: readonly string[]): string[] {
  return [...asRoot(), `--user-data-dir=${userData}`, ...args]
}

export function environmentFor(userData: string, extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { ...process.env, XDG_CONFIG_HOME: join(userData, 'xdg'), ...extra }
}

export function quietly(userData: string): SpawnOptions {
  return { env: environmentFor(userData), stdio: 'ignore' }
}

export function trayLabels(): string[] {
  if (desktop.tray.items().length === 0) return []
  return (desktop.tray.menu().children ?? []).map((entry) => entry.label ?? '')
}

/** As a person does it. */
export async function quitFromTray(app: ChildProcess): Promise<number | null> {
  const gone = new Promise<number | null>((resolve) => app.once('exit', resolve))
  desktop.tray.click(trayLabels().find((label) => label.startsWith('Quit')) ?? 'no Quit')
  return gone
}

/** The titles of those that can be seen. */
export function windows(): string[] {
  const found = spawnSync('xdotool', ['search', '--onlyvisible', '--name', 'Lull', 'getwindowname', '%@'], {
    encoding: 'utf8',
  })
  return found.stdout.split('\n').filter((name) => name !== '')
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}
