// Decides whether node_modules is what package-lock.json says, and makes it so with `npm ci` where it is not.
// The Electron runtime is not an npm package's content: electronRuntime.mjs fetches it afterwards.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../run/child.mjs'
import { explainFailure } from './problem.mjs'

// npm's own defaults let an offline machine wait for minutes before it hears so.
const PATIENCE = ['--fetch-retries=2', '--fetch-retry-mintimeout=500', '--fetch-retry-maxtimeout=4000']

/**
 * @param {string} root the project's folder
 * @returns {Promise<boolean>} whether anything was installed
 */
export async function ensurePackages(root) {
  if (isInstalled(root)) return false
  process.stdout.write('Installing the npm packages (npm ci) ...\n')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const ran = await run(npm, ['ci', ...PATIENCE, '--prefer-offline', '--no-progress', '--loglevel=error'], {
    cwd: root,
    capture: true,
  })
  if (ran.code !== 0) throw explainFailure('Installing the npm packages', ran.output)
  return true
}

/**
 * Compares the lockfile with the record npm keeps of what it installed, package by package: a changed lockfile,
 * a half-finished install and a stray package all differ. Packages for other systems are rightly absent.
 * @param {string} root
 */
function isInstalled(root) {
  const wanted = readPackages(join(root, 'package-lock.json'))
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'))
  if (wanted === null || installed === null) return false
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue
    const found = installed[path]
    if (found === undefined ? !entry.optional : found.version !== entry.version) return false
  }
  return Object.keys(installed).every((path) => path in wanted)
}

/** @param {string} file */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return null
  }
}
