// Starts the built app, or the bare one, as a person's desktop would: no inspector, a data folder of its own. Measured from outside.
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

export interface Spawned {
  pid: number
  /** performance.now() at the spawn. */
  spawnedAt: number
  /** SIGTERM, and after 10 s SIGKILL; resolves when it is gone. */
  end(): Promise<void>
}

export interface SpawnOptions {
  userData: string
  /** The Electron to run; the one that runs this unless told. */
  electron?: string
}

/**
 * A copy of Electron that nothing else on the computer runs. Proportional memory divides a page by all who map it, so that any other
 * app on the same files would make this one look smaller.
 */
export function copyElectron(folder: string): string {
  cpSync(dirname(process.execPath), folder, { recursive: true })
  return join(folder, basename(process.execPath))
}

/** `what`: the project's folder for the app, or a script. */
function spawnElectron(what: string, { userData, electron = process.execPath }: SpawnOptions, args: string[]): Spawned {
  const { ELECTRON_RUN_AS_NODE: _asNode, ...env } = process.env
  mkdirSync(userData, { recursive: true })
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const spawnedAt = performance.now()
  const child = spawn(electron, [...root, `--user-data-dir=${userData}`, what, ...args], {
    env: { ...env, XDG_CONFIG_HOME: join(userData, 'xdg') },
    stdio: 'ignore',
  })
  const { pid } = child
  if (pid === undefined) throw new Error('Electron could not be started')
  return { pid, spawnedAt, end: () => end(child) }
}

export function spawnLull(options: SpawnOptions, args: string[] = []): Spawned {
  return spawnElectron(resolve('.'), options, args)
}

export function spawnBare(options: SpawnOptions, args: string[] = []): Spawned {
  return spawnElectron(resolve('bench/peers/bareTray.mjs'), options, args)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((done) => child.once('exit', () => done()))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await gone
  clearTimeout(timer)
  // Its helper processes end a moment after it.
  await pause(500)
}
