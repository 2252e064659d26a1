// Decides whether node_modules is what package-lock.json says, and makes it so with `npm ci` where it is not.
// The Electron runtime is not an npm package's content: electronRuntime.mjs fetches it afterwards.
import { lstatSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../run/child.mjs'
import { explainFailure, SetupProblem } from './problem.mjs'

// npm's own defaults let an offline machine wait for minutes before it hears so.
const PATIENCE = ['--fetch-retries=2', '--fetch-retry-mintimeout=500', '--fetch-retry-maxtimeout=4000']

/**
 * @param {string} root the project's folder
 * @returns {Promise<boolean>} whether anything was installed
 */
export async function ensurePackages(root) {
  if (isInstalled(root)) return false
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new SetupProblem(
      'node_modules is a link to another folder, whose packages are not the ones package-lock.json names. Installing would empty ' +
        'that folder, so nothing was done. Install there, or remove the link and start again.',
    )
  }
  process.stdout.write('Installing the npm packages (npm ci) ...\n')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const ran = await run(npm, ['ci', ...PATIENCE, '--prefer-offline', '--no-progress', '--loglevel=warn'], {
    cwd: root,
    capture: true,
  })
  // On a full disk npm only warns of the files it could not write, and calls it a success.
  const isIncomplete = /TAR_ENTRY_ERROR|ENOSPC/.test(ran.output)
  if (isIncomplete) rmSync(recordOf(root), { force: true })
  if (ran.code !== 0 || isIncomplete) throw explainFailure('Installing the npm packages', ran.output)
  return true
}

/**
 * Compares the lockfile with the record npm keeps of what it installed, package by package: a changed lockfile,
 * a half-finished install and a stray package all differ. Packages for other systems are rightly absent.
 * @param {string} root
 */
function isInstalled(root) {
  const wanted = readPackages(join(root, 'package-lock.json'))
  const installed = readPackages(recordOf(root))
  if (wanted === null || installed === null) return false
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue
    const found = installed[path]
    if (found === undefined ? !entry.optional : found.version !== entry.version) return false
  }
  return Object.keys(installed).every((path) => path in wanted)
}

/** What npm itself noted of the last install. @param {string} root */
const recordOf = (root) => join(root, 'node_modules', '.package-lock.json')

/** @param {string} file */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return null
  }
}
