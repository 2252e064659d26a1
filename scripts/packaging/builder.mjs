// Runs electron-builder, on Electron's own Node: it wants a newer one than the project does. Arguments: the folder for what is made,
// then the targets ('deb', 'AppImage', 'dmg', 'nsis'), none for the system's usual ones; --fast for tests: little
// squeezed; squeezing well is most of the time a .deb takes.
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses'
import { build, Platform } from 'electron-builder'
import { root } from '../run/root.mjs'
import { configuration } from './config.mjs'

// Electron's Node takes an .asar for a folder; here it is a file to be written.
process.noAsar = true

const { values, positionals } = parseArgs({
  options: { fast: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const [outDir, ...targets] = positionals
if (!outDir) throw new Error('builder.mjs: where to is missing')

const names = /** @type {Record<string, keyof typeof FuseV1Options>} */ ({
  runAsNode: 'RunAsNode',
  enableCookieEncryption: 'EnableCookieEncryption',
  enableNodeOptionsEnvironmentVariable: 'EnableNodeOptionsEnvironmentVariable',
  enableNodeCliInspectArguments: 'EnableNodeCliInspectArguments',
  enableEmbeddedAsarIntegrityValidation: 'EnableEmbeddedAsarIntegrityValidation',
  onlyLoadAppFromAsar: 'OnlyLoadAppFromAsar',
  loadBrowserProcessSpecificV8Snapshot: 'LoadBrowserProcessSpecificV8Snapshot',
  grantFileProtocolExtraPrivileges: 'GrantFileProtocolExtraPrivileges',
  wasmTrapHandlers: 'WasmTrapHandlers',
})

/** Takes out the runtime's own sample app, and sets every fuse that build/fuses.json names; one that Electron knows and the file does not is an error. */
async function afterPack(/** @type {import('electron-builder').AfterPackContext} */ context) {
  const { appOutDir, electronPlatformName, packager } = context
  const product = packager.appInfo.productFilename
  const executable = {
    darwin: join(appOutDir, `${product}.app`),
    win32: join(appOutDir, `${product}.exe`),
    linux: join(appOutDir, 'lull'),
  }[electronPlatformName]
  if (!executable) throw new Error(`No fuses are known for ${electronPlatformName}`)
  rmSync(join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true })
  const wanted = JSON.parse(readFileSync(join(root, 'build', 'fuses.json'), 'utf8'))
  const fuses = Object.entries(names).map(([name, fuse]) => [FuseV1Options[fuse], wanted[name]])
  await flipFuses(executable, {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    resetAdHocDarwinSignature: electronPlatformName === 'darwin',
    ...Object.fromEntries(fuses),
  })
}

const electron = join(root, 'node_modules', 'electron')
const pinned = JSON.parse(readFileSync(join(electron, 'package.json'), 'utf8')).version
const present = readFileSync(join(electron, 'dist', 'version'), 'utf8')
  .trim()
  .replace(/^v/, '')
await build({
  targets: Platform.current().createTarget(targets.length > 0 ? targets : null),
  projectDir: root,
  config: configuration({ outDir, official: present === pinned, fast: values.fast, afterPack }),
})
