// What the .deb installs, started as it ships: nothing is flipped and nothing reaches inside it. It is worked as a desktop and a person
// work it: by its desktop entry, its tray over D-Bus, the keyboard and signals. The same app is driven by other specs in a copy with one
// fuse on: scripts/packaging/unpack.mjs.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { expect, test } from '@playwright/test'
import wanted from '../build/fuses.json' with { type: 'json' }
import { desktop } from './desktop/desktop'
import { argumentsFor, end, environmentFor, quietly, quitFromTray, trayLabels, windows } from './installedApp'

const installed = process.env.LULL_INSTALLED_ROOT ?? ''
const executable = join(installed, 'opt/Lull/lull')

test.skip(!desktop.isPresent, 'Needs the pretend desktop: npm test on Debian, or with its packages installed.')

let userData: string
let running: ChildProcess | undefined

test.beforeEach(() => {
  desktop.reset()
  userData = mkdtempSync(join(tmpdir(), 'lull-installed-'))
})

test.afterEach(async () => {
  if (running) await end(running)
  running = undefined
  rmSync(userData, { recursive: true, force: true, maxRetries: 3 })
})

test('S14 every fuse of the executable is as build/fuses.json says', async () => {
  const wire = await getCurrentFuseWire(executable)
  const named = Object.entries(wanted).filter(([name]) => name !== '//')
  for (const [name, isOn] of named) {
    const fuse = FuseV1Options[(name[0]?.toUpperCase() + name.slice(1)) as keyof typeof FuseV1Options]
    expect(wire[fuse], name).toBe(isOn ? FuseState.ENABLE : FuseState.DISABLE)
  }
  expect(named).toHaveLength(Object.keys(FuseV1Options).filter((key) => Number.isNaN(Number(key))).length)
})

test('S14 it is no Node for anyone, and takes no options for one', () => {
  const script = "process.stdout.write('I am ' + 'Node')"
  const asNode = startAndWait(['-e', script], { ELECTRON_RUN_AS_NODE: '1' })
  expect(asNode).not.toContain('I am Node')
  const preload = join(userData, 'preload.cjs')
  execFileSync('sh', ['-c', `printf %s "$0" > "$1"`, `require('fs').writeFileSync('${userData}/loaded', '')`, preload])
  startAndWait([], { NODE_OPTIONS: `--require=${preload}` })
  expect(existsSync(join(userData, 'loaded'))).toBe(false)
})

test('S13 it does not start with a switch that would open it to others', () => {
  const started = spawnSync(executable, argumentsFor(userData, ['--remote-debugging-port=0']), {
    encoding: 'utf8',
    timeout: 15_000,
  })
  expect(started.status).toBe(2)
  expect(started.stderr + started.stdout).toContain('remote-debugging-port')
})

test('S2 nothing that is installed turns the sandbox off', () => {
  const found = spawnSync('grep', [
    '-rIl',
    '--',
    '--no-sandbox',
    join(installed, 'usr'),
    join(installed, 'opt/Lull/resources/apparmor-profile'),
  ])
  expect(found.stdout.toString()).toBe('')
})

test('the desktop entry starts what is there, has its actions in both languages and an icon for every size', () => {
  const entry = readFileSync(join(installed, 'usr/share/applications/lull.desktop'), 'utf8')
  const commands = [...entry.matchAll(/^Exec=(.+)$/gm)].map(([, command]) => command)
  expect(commands).toEqual(['/opt/Lull/lull %U', 'lull --open=preferences', 'lull --open=jobs', 'lull --open=history'])
  expect(existsSync(executable)).toBe(true)
  expect(entry).toContain('Actions=Preferences;Jobs;History;')
  expect(entry.match(/^Name\[ko\]=/gm)).toHaveLength(3)
  for (const size of [16, 32, 48, 64, 128, 256, 512])
    expect(existsSync(join(installed, `usr/share/icons/hicolor/${size}x${size}/apps/lull.png`))).toBe(true)
  for (const licence of ['LICENSE.lull.txt', 'LICENSE.electron.txt', 'LICENSES.chromium.html'])
    expect(existsSync(join(installed, 'opt/Lull', licence)), licence).toBe(true)
})

test('started hidden it is in the tray; a second start shows the preferences, where start at login writes its entry; Quit ends it', async () => {
  running = start(['--hidden'])
  await expect.poll(() => trayLabels(), { timeout: 20_000 }).toContain('Open Lull')
  expect(windows()).toEqual([])
  startAndWait(['--open=preferences'], {})
  await expect.poll(() => windows(), { timeout: 20_000 }).toContain('Lull Settings')

  const autostart = join(userData, 'xdg', 'autostart', 'lull.desktop')
  await expect
    .poll(
      () => {
        if (!existsSync(autostart)) pressThrough('Lull Settings')
        return existsSync(autostart)
      },
      { timeout: 30_000, intervals: [1_500] },
    )
    .toBe(true)
  expect(readFileSync(autostart, 'utf8')).toContain(executable)
  expect(readFileSync(autostart, 'utf8')).not.toContain('--no-sandbox')

  expect(await quitFromTray(running)).toBe(0)
  running = undefined
})

function start(args: string[]): ChildProcess {
  return spawn(executable, argumentsFor(userData, args), quietly(userData))
}

/** Starts it beside the one that runs, or for 6 s, and answers what it printed. */
function startAndWait(args: string[], extra: Record<string, string>): string {
  const env = environmentFor(userData, extra)
  const ran = spawnSync(executable, argumentsFor(userData, args), { env, encoding: 'utf8', timeout: 6_000 })
  return ran.stdout + ran.stderr
}

/** Presses the first control of the page in that window: Tab to it, and Space. */
function pressThrough(title: string): void {
  desktop.input('search', '--name', title, 'windowfocus', '--sync', 'key', 'Tab', 'key', 'space')
}
