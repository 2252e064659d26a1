// Decides which Debian packages are missing and installs them as root: the libraries Electron loads, a virtual
// display, what the pretend desktop of the tests is made of, and what a server they pull from loads. On any other
// system it only says what is missing.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../run/child.mjs'
import { explainFailure, SetupProblem } from './problem.mjs'

// Each entry lists the names one package has had; the first that this Debian knows is installed.
const RUNTIME = [
  ['libgtk-3-0t64', 'libgtk-3-0'],
  ['libnss3'],
  ['libasound2t64', 'libasound2'],
  ['libgbm1'],
  ['libnotify4'],
  ['libxss1'],
  ['libsecret-1-0'],
]
const DISPLAY = [['xvfb'], ['dbus']]
const DESKTOP = [
  ['python3-dbus'],
  ['python3-gi'],
  ['python3-dbusmock'],
  ['xdotool'],
  ['libglib2.0-bin'],
  ['iproute2'],
  ['gnome-keyring'],
  ['strace'],
]
// What nginx loads, which nginx.mjs fetches.
const PEER = [['libpcre2-8-0'], ['libssl3t64', 'libssl3']]

/** @typedef {'start' | 'test'} Purpose */

/**
 * @param {string} root the project's folder, with the Electron runtime in place
 * @param {Purpose} purpose tests need the pretend desktop; a start needs a display only where there is none
 * @returns {Promise<boolean>} whether anything was installed
 */
export async function ensureSystemPackages(root, purpose) {
  if (process.platform !== 'linux') return false
  if (!isDebian()) {
    await checkLibraries(root, [])
    return false
  }
  const missing = await missingPackages(wantedFor(purpose))
  if (missing.length === 0) return false
  if (process.getuid?.() !== 0) {
    const names = missing.map((names) => names.at(-1))
    await checkLibraries(root, names)
    if (purpose === 'test') {
      process.stdout.write(
        `These packages are missing, so tests that need the pretend desktop will be skipped: ${names.join(' ')}. ` +
          `To run them: sudo apt-get install ${names.join(' ')}\n`,
      )
    }
    return false
  }
  await aptInstall(missing)
  return true
}

export function isDebian() {
  return existsSync('/etc/debian_version') && existsSync('/usr/bin/dpkg-query')
}

/** @param {Purpose} purpose */
function wantedFor(purpose) {
  if (purpose === 'test') return [...RUNTIME, ...DISPLAY, ...DESKTOP, ...PEER]
  const hasDisplay = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
  return hasDisplay ? RUNTIME : [...RUNTIME, ...DISPLAY]
}

/** @param {string[][]} wanted */
async function missingPackages(wanted) {
  const asked = await run('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\\n', ...wanted.flat()], {
    capture: true,
  })
  const installed = new Set()
  for (const line of asked.output.split('\n')) {
    const [name, status] = line.split(' ')
    if (status === 'installed') installed.add(name)
  }
  return wanted.filter((names) => !names.some((name) => installed.has(name)))
}

/** @param {string[][]} missing */
async function aptInstall(missing) {
  const doing = 'Installing the Debian packages'
  process.stdout.write(`${doing} ${missing.map((names) => names.at(-1)).join(' ')} ...\n`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const updated = await run('apt-get', ['update', '-qq'], { capture: true, env })
  const known = await run('apt-cache', ['pkgnames'], { capture: true })
  const knownNames = new Set(known.output.split('\n'))
  const names = missing.map((names) => names.find((name) => knownNames.has(name)) ?? names.at(-1))
  const installed = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], {
    capture: true,
    env,
  })
  if (installed.code !== 0) throw explainFailure(doing, `${updated.output}\n${installed.output}`)
}

/**
 * Without root, or on another Linux, nothing can be installed: what counts is whether Electron finds its libraries.
 * @param {string} root
 * @param {(string | undefined)[]} packages Debian's names of what is missing, if known
 */
async function checkLibraries(root, packages) {
  const dist = join(root, 'node_modules', 'electron')
  const executable = join(dist, 'dist', readFileSync(join(dist, 'path.txt'), 'utf8'))
  const listed = await run('ldd', [executable], { capture: true })
  const absent = [...listed.output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1])
  if (absent.length === 0) return
  const remedy =
    packages.length > 0
      ? `Run: sudo apt-get install ${packages.join(' ')}`
      : "Install the packages of your distribution that hold them (GTK 3, NSS, ALSA's libasound, GBM)"
  throw new SetupProblem(
    `Electron cannot start here: these system libraries are missing: ${absent.join(', ')}. ${remedy}, and run the same command again.`,
  )
}
