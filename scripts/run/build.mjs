// Builds out/ with electron-vite, and knows whether out/ is what the sources say. How it is built is
// electron.vite.config.ts's.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runTool } from './electron.mjs'
import { root } from './root.mjs'

const STAMP = join(root, 'out', '.built')
const INPUTS = ['src', 'package.json', 'package-lock.json', 'electron.vite.config.ts', 'tsconfig.base.json']

/** Whether out/ was built of exactly the sources that are there now. */
export function isBuilt() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint()
}

/** @returns {Promise<number>} the build's exit code, or 0 where nothing changed */
export async function buildIfChanged() {
  return isBuilt() ? 0 : await build()
}

/** @returns {Promise<number>} the build's exit code */
export async function build() {
  const wanted = fingerprint()
  const ran = await runTool('electron-vite/bin/electron-vite.js', ['build', '--logLevel', 'warn'])
  if (ran.code === 0) writeFileSync(STAMP, wanted)
  return ran.code
}

/** Of paths, sizes and modification times: milliseconds for a whole tree, where reading it all would not be. */
function fingerprint() {
  const hash = createHash('sha256')
  for (const input of INPUTS) addTo(hash, input)
  return hash.digest('hex')
}

/** @param {import('node:crypto').Hash} hash @param {string} path relative to the root */
function addTo(hash, path) {
  const stat = statSync(join(root, path))
  if (!stat.isDirectory()) {
    if (!/\.test\.tsx?$/.test(path)) hash.update(`${path}:${stat.size}:${stat.mtimeMs}\n`)
    return
  }
  for (const name of readdirSync(join(root, path)).toSorted()) addTo(hash, join(path, name))
}
