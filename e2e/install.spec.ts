// The .deb really installed: dpkg and its scripts run in a root of their own, the app is started by the command it brings, the next version
// comes over it while it runs, and it is taken away again. What is in the package, and how it looks laid out, is package.spec.ts's.
import { type ChildProcess, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { desktop } from './desktop/desktop'
import { argumentsFor, end, quietly, quitFromTray, trayLabels, windows } from './installedApp'
import { openScratchRoot, type ScratchRoot } from './scratchRoot'

const deb = process.env.LULL_DEB ?? ''
const NEXT = '0.1.1'
/** What the real one would be asked; each says what it was asked and answers yes. */
const PRETEND_APPARMOR = ['apparmor_status', 'apparmor_parser']

test.skip(process.getuid?.() !== 0, 'Only root may lay a root of its own over the system.')
test.describe.configure({ timeout: 180_000 })

let folder: string
let userData: string
let system: ScratchRoot
let running: ChildProcess | undefined

test.beforeEach(async () => {
  desktop.reset()
  folder = mkdtempSync(join(tmpdir(), 'lull-install-'))
  userData = join(folder, 'data')
  system = await openScratchRoot()
})

test.afterEach(async () => {
  if (running) await end(running)
  running = undefined
  await system.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
})

/** Parts of a desktop that the package asks for may be missing where tests run; it is not what is tested. */
const install = (file: string): string => system.run('dpkg', '--force-depends', '--install', file)
const modeOf = (path: string): string => system.run('stat', '-c', '%U:%G %a', path).trim()

test('dpkg installs it: the command, the sandbox of this kernel, its profile, everything whole and root’s', () => {
  pretend('unshare', 'exit 0')
  for (const name of PRETEND_APPARMOR) pretend(name, `echo "${name} $*" >> /var/log/pretended`)
  install(deb)
  expect(system.run('dpkg-query', '--show', '--showformat=${Status}', 'lull')).toBe('install ok installed')
  expect(system.run('readlink', '/usr/bin/lull').trim()).toBe('/etc/alternatives/lull')
  expect(system.run('readlink', '--canonicalize', '/usr/bin/lull').trim()).toBe('/opt/Lull/lull')
  expect(system.run('dpkg-query', '--control-show', 'lull', 'md5sums')).toContain('  opt/Lull/resources/app.asar\n')
  expect(system.run('dpkg', '--verify', 'lull')).toBe('')
  expect(
    system.run('find', '/opt/Lull', '(', '!', '-user', 'root', '-o', '-perm', '/022', ')', '!', '-type', 'l'),
  ).toBe('')
  // With user namespaces Chromium needs no helper that is root; without them it does.
  expect(modeOf('/opt/Lull/chrome-sandbox')).toBe('root:root 755')
  pretend('unshare', 'exit 1')
  install(deb)
  expect(modeOf('/opt/Lull/chrome-sandbox')).toBe('root:root 4755')
  expect(system.run('cat', '/etc/apparmor.d/lull')).toBe(system.run('cat', '/opt/Lull/resources/apparmor-profile'))
  // Tried on the parser first; a root that is not the system's does not load it.
  expect(system.run('cat', '/var/log/pretended')).toContain('apparmor_parser --skip-kernel-load')
})

test('it starts by its command; the next version comes over it while it runs, and opens its data', async () => {
  install(deb)
  running = startLull('--hidden')
  await expect.poll(() => trayLabels(), { timeout: 30_000 }).toContain('Open Lull')

  install(nextVersion())
  expect(system.run('dpkg-query', '--show', '--showformat=${Version}', 'lull')).toBe(NEXT)
  // The one that runs is still the old one, and whole: it answers the command of the new one with a page of its own.
  const second = startLull('--open=preferences')
  await expect.poll(() => windows(), { timeout: 30_000 }).toContain('Lull Settings')
  await end(second)
  expect(await quitFromTray(running)).toBe(0)

  running = startLull('--hidden')
  await expect.poll(() => trayLabels(), { timeout: 30_000 }).toContain('Open Lull')
  await expect.poll(() => log('ready').map(({ version }) => version)).toEqual(['0.1.0', NEXT])
  expect(log().filter(({ level }) => level === 'error')).toEqual([])
})

test('removed and purged it leaves nothing behind but the data of who used it', async () => {
  const before = system.changed()
  for (const name of PRETEND_APPARMOR) pretend(name, 'exit 0')
  install(deb)
  running = startLull('--hidden')
  await expect.poll(() => trayLabels(), { timeout: 30_000 }).toContain('Open Lull')
  expect(await quitFromTray(running)).toBe(0)
  const data = readFileSync(join(userData, 'core.db'))

  system.run('dpkg', '--remove', 'lull')
  system.run('dpkg', '--purge', 'lull')
  for (const name of PRETEND_APPARMOR) system.run('rm', `/usr/local/bin/${name}`)
  // Whiteouts of what was made and removed are no files; what dpkg writes about itself stays.
  const left = system.changed().filter((path) => !before.includes(path) && /lull/i.test(path))
  expect(left.filter((path) => !isGone(path))).toEqual([])
  expect(readFileSync(join(userData, 'core.db')).equals(data)).toBe(true)
})

function isGone(path: string): boolean {
  return system.run('sh', '-c', `if [ -e "$0" ] || [ -L "$0" ]; then echo there; fi`, path).trim() === ''
}

/** Puts a command before the system's own, inside only. */
function pretend(name: string, script: string): void {
  const made = join(folder, name)
  writeFileSync(made, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  system.run('install', '-m', '755', made, `/usr/local/bin/${name}`)
}

function startLull(...args: string[]): ChildProcess {
  return system.spawn(['lull', ...argumentsFor(userData, args)], quietly(userData))
}

/** The same app under the next number, in a package of its own. */
function nextVersion(): string {
  const tree = join(folder, 'next')
  execFileSync('dpkg-deb', ['--raw-extract', deb, tree])
  replaceOnce(join(tree, 'DEBIAN', 'control'), 'Version: 0.1.0', `Version: ${NEXT}`)
  // As long as before, so that the archive's offsets hold.
  replaceOnce(join(tree, 'opt', 'Lull', 'resources', 'app.asar'), '"version": "0.1.0"', `"version": "${NEXT}"`)
  rmSync(join(tree, 'DEBIAN', 'md5sums'))
  const file = join(folder, 'next.deb')
  execFileSync('dpkg-deb', ['--root-owner-group', '-Znone', '--build', tree, file], { stdio: 'ignore' })
  return file
}

function replaceOnce(file: string, from: string, to: string): void {
  const parts = readFileSync(file, 'latin1').split(from)
  expect(parts, file).toHaveLength(2)
  writeFileSync(file, parts.join(to), 'latin1')
}

function log(message?: string): { msg: string; level: string; version?: string }[] {
  const lines = readFileSync(join(userData, 'logs', 'lull.log'), 'utf8')
    .split('\n')
    .filter(Boolean)
  const all = lines.map((line) => JSON.parse(line) as { msg: string; level: string; version?: string })
  return message === undefined ? all : all.filter(({ msg }) => msg === message)
}
