// Decides on what display a command runs: the user's own, a virtual one where there is none, or the pretend
// desktop of the end-to-end tests. What is inside that desktop is e2e/desktop's.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { SetupProblem } from '../setup/problem.mjs'
import { run } from './child.mjs'
import { root } from './root.mjs'

/** Whether this process has a screen to draw on. Only Linux can be without one. */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/**
 * A display for a command: the user's own, or a virtual one with a session bus, which it says.
 * @returns {Promise<{ env: NodeJS.ProcessEnv, stop: () => void }>} the environment to start the command with
 */
export async function openDisplay() {
  if (hasDisplay()) return { env: process.env, stop: () => {} }
  process.stdout.write(
    'There is no display here, so Lull starts under a virtual one: it works, but nobody sees its window.\n',
  )
  const screen = await startServer('Xvfb', [
    '-displayfd',
    '3',
    '-screen',
    '0',
    '1280x1024x24',
    '-noreset',
    '-nolisten',
    'tcp',
  ])
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, DISPLAY: `:${screen.said}` }
  const servers = [screen]
  if (!env.DBUS_SESSION_BUS_ADDRESS) {
    const bus = await startServer('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=3'])
    env.DBUS_SESSION_BUS_ADDRESS = bus.said
    servers.push(bus)
  }
  return {
    env,
    stop: () => {
      for (const server of servers) server.stop()
    },
  }
}

/**
 * Starts a server that writes one line about itself to descriptor 3. It has its own process group, so that Ctrl-C
 * ends the app before the screen under it, and it goes when this process goes, however that ends.
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<{ said: string, stop: () => void }>}
 */
function startServer(command, args) {
  return new Promise((resolve, reject) => {
    const server = spawn('setpriv', ['--pdeathsig', 'TERM', command, ...args], {
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    })
    const failed = () =>
      reject(
        new SetupProblem(
          `There is no display here and the virtual one (${command}) did not start. ` +
            'Install the packages xvfb and dbus, or start Lull from a desktop session.',
        ),
      )
    server.once('error', failed)
    server.once('exit', failed)
    server.stdio[3]?.once('data', (line) => {
      server.off('exit', failed)
      server.unref()
      resolve({ said: String(line).trim(), stop: () => server.kill('SIGTERM') })
    })
  })
}

/** Whether everything the pretend desktop is made of is installed. */
export async function hasPretendDesktop() {
  if (process.platform !== 'linux') return false
  const folders = (process.env.PATH ?? '').split(':').filter((folder) => folder !== '')
  const commands = ['Xvfb', 'dbus-daemon', 'gdbus', 'xdotool', 'setpriv']
  if (!commands.every((name) => folders.some((folder) => existsSync(join(folder, name))))) return false
  return (await run('/usr/bin/python3', ['-c', 'import dbus, gi, dbusmock'], { capture: true })).code === 0
}

/**
 * The command, wrapped in the pretend desktop; with a network of its own where this user may make one.
 * @param {string[]} command
 * @returns {Promise<{ command: string, args: string[], env: NodeJS.ProcessEnv }>}
 */
export async function withPretendDesktop(command) {
  const ownNetwork = process.getuid?.() === 0 && (await run('unshare', ['-n', 'true'], { capture: true })).code === 0
  return {
    command: join(root, 'e2e', 'desktop', 'with-desktop.sh'),
    args: command,
    env: { ...process.env, ...(ownNetwork ? { DESKTOP_NETNS: '1' } : {}) },
  }
}
