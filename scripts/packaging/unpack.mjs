// Unpacks a .deb the way dpkg would lay it out, and makes the copy that Playwright can drive. It differs in two things only: the fuse that
// lets an inspector in is on, and the executable is called electron, without which Lull would refuse the switches Playwright starts it with.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses'

/**
 * @param {string} deb
 * @param {string} folder empty, or not there yet
 * @returns {Promise<{ root: string, driven: string }>} what stands for / , and the executable of the copy
 */
export async function unpackDeb(deb, folder) {
  const root = join(folder, 'root')
  mkdirSync(root, { recursive: true })
  execFileSync('dpkg-deb', ['-x', deb, root])
  const copy = join(folder, 'driven')
  cpSync(join(root, 'opt', 'Lull'), copy, { recursive: true })
  const driven = join(copy, 'electron')
  renameSync(join(copy, 'lull'), driven)
  await flipFuses(driven, { version: FuseVersion.V1, [FuseV1Options.EnableNodeCliInspectArguments]: true })
  return { root, driven }
}
