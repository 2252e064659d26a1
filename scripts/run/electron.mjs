// Where the Electron runtime is, and the two ways to run it: as the app, and as the Node inside it.
// Fetching it is setup's.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './child.mjs'
import { root } from './root.mjs'

/** The runtime's executable, which setup has put there. */
export function electronPath() {
  const electron = join(root, 'node_modules', 'electron')
  return join(electron, 'dist', readFileSync(join(electron, 'path.txt'), 'utf8'))
}

/**
 * Runs a script on Electron's own Node: the Node that ships, where native modules and SQLite behave as in the app.
 * @param {string[]} args
 * @param {import('./child.mjs').RunOptions} [options]
 */
export function runOnElectronNode(args, options = {}) {
  const env = { ...(options.env ?? process.env), ELECTRON_RUN_AS_NODE: '1' }
  return run(electronPath(), args, { cwd: root, ...options, env })
}

/**
 * A command-line tool of node_modules, run by this Node so that no shell or .cmd shim is in between.
 * @param {string} script path inside node_modules
 * @param {string[]} args
 * @param {import('./child.mjs').RunOptions} [options]
 */
export function runTool(script, args, options = {}) {
  return run(process.execPath, [join(root, 'node_modules', script), ...args], { cwd: root, ...options })
}
