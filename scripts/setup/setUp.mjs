// The order of setting up: Node, npm packages, the Electron runtime, system packages. Each part checks first and
// does nothing when there is nothing to do, so a second run takes a fraction of a second.
import { ensureElectronRuntime } from './electronRuntime.mjs'
import { ensureNginx } from './nginx.mjs'
import { checkNode } from './node.mjs'
import { ensurePackages } from './packages.mjs'
import { ensureSystemPackages, isDebian } from './systemPackages.mjs'

/**
 * @param {string} root the project's folder
 * @param {import('./systemPackages.mjs').Purpose} purpose
 */
export async function setUp(root, purpose) {
  checkNode()
  const startedAt = performance.now()
  const packages = await ensurePackages(root)
  const runtime = await ensureElectronRuntime(root)
  const system = await ensureSystemPackages(root, purpose)
  const peer = purpose === 'test' && isDebian() && (await ensureNginx(root))
  if (packages || runtime || system || peer) {
    process.stdout.write(`Set up in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.\n`)
  }
}
