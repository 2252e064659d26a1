// The checks and tests of the project, one function each: it shows what it finds and resolves with an exit code.
// Which of them make up `npm test`, and how they are counted, is test.mjs's.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './child.mjs'
import { hasDisplay, hasPretendDesktop, withPretendDesktop } from './display.mjs'
import { runOnElectronNode, runTool } from './electron.mjs'
import { root } from './root.mjs'

const PROJECTS = ['shared', 'node', 'web', 'e2e']

/** shared may use neither Node nor the DOM, node no DOM, web no Node; e2e holds what drives pages from outside. */
export async function checkTypes() {
  const codes = await Promise.all(
    PROJECTS.map(
      async (project) => (await runTool('typescript/bin/tsc', ['--noEmit', '-p', `tsconfig.${project}.json`])).code,
    ),
  )
  return codes.some((code) => code !== 0) ? 1 : 0
}

export async function checkLint() {
  return (await runTool('oxlint/bin/oxlint', ['--type-aware', '--deny-warnings'])).code
}

export async function checkFormat() {
  return (await runTool('@biomejs/biome/bin/biome', ['check', '--no-errors-on-unmatched', '.'])).code
}

export async function checkDeadCode() {
  return (await runTool('knip/bin/knip.js', ['--no-progress'])).code
}

/** @param {string[]} args for vitest */
export async function unitTests(args) {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  return (await runOnElectronNode([vitest, 'run', ...args])).code
}

/**
 * Whether the end-to-end tests can run here at all, and how.
 * @returns {Promise<'desktop' | 'display' | 'nowhere'>} on the pretend desktop; on the user's own display, where
 *   tests that need the pretend one skip themselves; or not at all
 */
export async function endToEndGround() {
  if (await hasPretendDesktop()) return 'desktop'
  return hasDisplay() ? 'display' : 'nowhere'
}

/** @param {string[]} args for Playwright @param {NodeJS.ProcessEnv} [extraEnv] */
export async function endToEndTests(args, extraEnv = {}) {
  const playwright = ['node_modules/@playwright/test/cli.js', 'test', ...args]
  if ((await endToEndGround()) !== 'desktop') {
    const env = { ...process.env, ...extraEnv }
    return (await run(process.execPath, playwright, { cwd: root, env })).code
  }
  const wrapped = await withPretendDesktop([process.execPath, ...playwright])
  return (await run(wrapped.command, wrapped.args, { cwd: root, env: { ...wrapped.env, ...extraEnv } })).code
}

/** The tests of a package itself, and those that are run once more on what it installs. */
const PACKAGED = ['package', 'install', 'firstRun', 'data', 'preferences']

/**
 * Makes a .deb, lays it out in a folder and runs tests on it. Only where packages of this kind are at home: Debian with the pretend desktop.
 * @param {string} folder for all of it
 * @param {string[]} args for Playwright
 * @param {NodeJS.ProcessEnv} env
 */
export async function packageTests(folder, args, env) {
  const outDir = join(folder, 'packages')
  const made = await makePackages(outDir, ['deb', '--fast'])
  if (made !== 0) return made
  const deb = readdirSync(outDir).find((name) => name.endsWith('.deb'))
  if (!deb) throw new Error('electron-builder ended well and made no .deb')
  // Not before packages are installed: it needs one of them.
  const { unpackDeb } = await import('../packaging/unpack.mjs')
  const { root: installed, driven } = await unpackDeb(join(outDir, deb), join(folder, 'installed'))
  const packaged = { LULL_DEB: join(outDir, deb), LULL_PACKAGED_APP: driven, LULL_INSTALLED_ROOT: installed }
  return endToEndTests([...PACKAGED.map((name) => `e2e/${name}.spec.ts`), ...args], { ...packaged, ...env })
}

/**
 * @param {string} outDir for what is made, and the unpacked app beside it
 * @param {string[]} targets none: this system's usual ones
 */
export async function makePackages(outDir, targets) {
  const debTool = join(root, 'scripts', 'packaging', 'fpm.mjs')
  const env = { ...process.env, ...(process.platform === 'linux' ? { CUSTOM_FPM_PATH: debTool } : {}) }
  return (await runOnElectronNode([join(root, 'scripts', 'packaging', 'builder.mjs'), outDir, ...targets], { env }))
    .code
}
