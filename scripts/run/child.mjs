// Runs one command: shows or keeps what it says, forwards signals to it, and resolves with how it ended.
// What the end means is the caller's.
import { spawn } from 'node:child_process'

/**
 * @typedef {{ cwd?: string, env?: NodeJS.ProcessEnv, capture?: boolean, limitMs?: number }} RunOptions
 *   capture keeps stdout and stderr together as text instead of showing them; limitMs ends the command with SIGTERM.
 * @typedef {{ code: number, output: string }} Ran
 */

/**
 * Resolves with the exit code (128 + signal number where a signal ended it, 127 where it could not be started).
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Ran>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: options.capture ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      shell: process.platform === 'win32' && command.endsWith('.cmd'),
    })
    /** @type {Buffer[]} */
    const chunks = []
    child.stdout?.on('data', (chunk) => chunks.push(chunk))
    child.stderr?.on('data', (chunk) => chunks.push(chunk))
    const stopForwarding = forwardSignals(child)
    const timer = options.limitMs === undefined ? undefined : setTimeout(() => child.kill('SIGTERM'), options.limitMs)
    /** @param {number} code @param {string} [said] */
    const end = (code, said = '') => {
      stopForwarding()
      clearTimeout(timer)
      resolve({ code, output: Buffer.concat(chunks).toString('utf8') + said })
    }
    child.once('error', (error) => end(127, String(error)))
    child.once('close', (code, signal) => end(code ?? 128 + (signal === 'SIGINT' ? 2 : signal === 'SIGKILL' ? 9 : 15)))
  })
}

/**
 * A terminal's Ctrl-C reaches the whole group by itself, a supervisor's SIGTERM only this process; passing both on
 * is harmless, because the commands here end once.
 * @param {import('node:child_process').ChildProcess} child
 */
function forwardSignals(child) {
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const forward = signals.map((signal) => ({ signal, listener: () => child.kill(signal) }))
  for (const { signal, listener } of forward) process.on(signal, listener)
  return () => {
    for (const { signal, listener } of forward) process.off(signal, listener)
  }
}
