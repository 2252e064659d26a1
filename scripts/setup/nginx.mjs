// Fetches Debian's own nginx for the tests, which pull from it: unpacked into node_modules, not installed, because installing it would start
// a web server on this computer. Where it cannot be had, the tests that need it skip themselves and say so.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../run/child.mjs'

const INSTALLED = '/usr/sbin/nginx'
/** The program was in another package up to Debian 11. */
const PACKAGES = ['nginx', 'nginx-light']

/**
 * On Debian only.
 * @param {string} root the project's folder, with node_modules installed
 * @returns {Promise<boolean>} whether it was fetched now
 */
export async function ensureNginx(root) {
  const kept = join(root, 'node_modules', '.lull')
  const target = join(kept, 'nginx')
  if (existsSync(INSTALLED) || existsSync(join(target, INSTALLED))) return false
  process.stdout.write("Fetching Debian's nginx for the tests ...\n")
  mkdirSync(kept, { recursive: true })
  const temp = mkdtempSync(join(kept, 'nginx-'))
  try {
    const isRoot = process.getuid?.() === 0
    const isThere = (await fetched(temp)) || (isRoot && (await updated()) && (await fetched(temp)))
    if (!isThere) {
      process.stdout.write('It could not be fetched, so the tests that pull from it will be skipped.\n')
      return false
    }
    rmSync(target, { recursive: true, force: true })
    renameSync(join(temp, 'unpacked'), target)
    return true
  } finally {
    rmSync(temp, { recursive: true, force: true })
  }
}

async function updated() {
  return (await run('apt-get', ['update', '-qq'], { capture: true })).code === 0
}

/** @param {string} temp */
async function fetched(temp) {
  for (const name of PACKAGES) {
    await run('apt-get', ['download', '-qq', name], { cwd: temp, capture: true })
    const file = readdirSync(temp).find((entry) => entry.startsWith(`${name}_`))
    if (!file) continue
    await run('dpkg-deb', ['-x', file, 'unpacked'], { cwd: temp, capture: true })
    if (existsSync(join(temp, 'unpacked', INSTALLED))) return true
  }
  return false
}
