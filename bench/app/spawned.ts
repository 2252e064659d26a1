// Starts the built app, or the bare one, as a person's desktop would: no inspector, a data folder of its own. Measured from outside.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

export interface Spawned {
  pid: number
  /** performance.now() at the spawn. */
  spawnedAt: number
  /** SIGTERM, and after 10 s SIGKILL; resolves when it is gone. */
  end(): Promise<void>
}

/** `what`: the project's folder for the app, or a script. */
function spawnElectron(what: string, userData: string, args: string[]): Spawned {
  const { ELECTRON_RUN_AS_NODE: _asNode, ...env } = process.env
  mkdirSync(userData, { recursive: true })
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const spawnedAt = performance.now()
  const child = spawn(process.execPath, [...root, `--user-data-dir=${userData}`, what, ...args], {
    env: { ...env, XDG_CONFIG_HOME: join(userData, 'xdg') },
    stdio: 'ignore',
  })
  const { pid } = child
  if (pid === undefined) throw new Error('Electron could not be started')
  return { pid, spawnedAt, end: () => end(child) }
}

export function spawnLull(userData: string, args: string[] = []): Spawned {
  return spawnElectron(resolve('.'), userData, args)
}

export function spawnBare(userData: string): Spawned {
  return spawnElectron(resolve('bench/peers/bareTray.mjs'), userData, [])
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
