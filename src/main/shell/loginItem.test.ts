// Proves what the autostart entry says, read back by the rules of the Desktop Entry Specification, and where it stands.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { autostartFile } from './autostartFile'
import { autostartPath, createLoginItem, startCommand, type ThisApp } from './loginItem'

const installed: ThisApp = {
  execPath: '/opt/Lull App/lull',
  appPath: '/ignored',
  isPackaged: true,
  appImage: undefined,
  dataFolder: '',
}

/** The value of a key of type string, unescaped once as the specification says. */
function stringValue(entry: string, key: string): string {
  const line = entry.split('\n').find((candidate) => candidate.startsWith(`${key}=`))
  const escapes: Record<string, string> = { s: ' ', n: '\n', t: '\t', r: '\r', '\\': '\\' }
  return (line ?? '').slice(key.length + 1).replaceAll(/\\(.)/g, (_all, letter: string) => escapes[letter] ?? letter)
}

/** The arguments of an Exec value, unquoted as the specification says. */
function execArguments(value: string): string[] {
  const found: string[] = []
  for (const match of value.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/gs)) {
    const quoted = match[1]?.replaceAll(/\\(["`$\\])/g, '$1')
    found.push((quoted ?? match[2] ?? '').replaceAll('%%', '%'))
  }
  return found
}

const paths = [
  '/usr/bin/lull',
  '/opt/My Apps/Lull 1.0/lull',
  '/home/a user/"quoted"/lull',
  '/home/$HOME/lull',
  '/home/`id`/lull',
  '/home/back\\slash/lull',
  '/home/100%/lull',
  '/home/%f %u/lull',
  "/home/it's/lull",
  '/home/가나다/룰',
  '/home/a;b&c|d>e<f*g?h#i(j)/lull',
  '/home/new\nline/lull',
  '/home/tab\there/lull',
  '/home/trailing /lull ',
]

describe('the autostart entry', () => {
  it('is a whole desktop entry', () => {
    expect(autostartFile({ path: '/usr/bin/lull', args: ['--hidden'] }, 'Lull', 'Works in the background')).toBe(
      [
        '[Desktop Entry]',
        'Type=Application',
        'Version=1.0',
        'Name=Lull',
        'Comment=Works in the background',
        'Exec=/usr/bin/lull --hidden',
        'Icon=lull',
        'Terminal=false',
        'StartupNotify=false',
        'X-GNOME-Autostart-enabled=true',
        '',
      ].join('\n'),
    )
  })

  it('quotes as the specification has it', () => {
    expect(autostartFile({ path: '/a b/$x', args: [] }, 'L', 'c')).toContain(String.raw`Exec="/a b/\\$x"`)
    expect(autostartFile({ path: '/a\\b', args: [] }, 'L', 'c')).toContain(String.raw`Exec="/a\\\\b"`)
  })

  it.each(paths)('starts exactly %j', (path) => {
    const entry = autostartFile({ path, args: ['--hidden'] }, 'Lull', 'c')
    expect(execArguments(stringValue(entry, 'Exec'))).toEqual([path, '--hidden'])
    expect(entry.split('\n')).toHaveLength(11)
  })

  it('starts exactly any path and argument, and no value can add a line', () => {
    const argument = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !text.includes('\0'))
    fc.assert(
      fc.property(argument, argument, fc.string({ unit: 'binary' }), (path, arg, comment) => {
        const entry = autostartFile({ path, args: [arg] }, 'Lull', comment)
        expect(entry.split('\n')).toHaveLength(11)
        expect(execArguments(stringValue(entry, 'Exec'))).toEqual([path, arg])
      }),
    )
  })

  it('is refused for NUL, which no argument can hold', () => {
    expect(() => autostartFile({ path: '/a\0b', args: [] }, 'L', 'c')).toThrow('NUL')
  })
})

describe('starting at login', () => {
  it('on Linux is a file that comes and goes, in a folder made for it', async () => {
    const base = mkdtempSync(join(tmpdir(), 'lull login '))
    try {
      const item = createLoginItem({
        platform: 'linux',
        configHome: join(base, 'config'),
        command: startCommand(installed),
        comment: () => '백그라운드 작업',
        setLoginItemSettings: () => expect.unreachable(),
        getLoginItemSettings: () => expect.unreachable(),
      })
      const folder = join(base, 'config', 'autostart')
      await item.set(false)
      expect(existsSync(folder)).toBe(false)
      await item.set(true)
      await item.set(true)
      expect(readdirSync(folder)).toEqual(['lull.desktop'])
      const entry = readFileSync(join(folder, 'lull.desktop'), 'utf8')
      expect(execArguments(stringValue(entry, 'Exec'))).toEqual(['/opt/Lull App/lull', '--hidden'])
      expect(stringValue(entry, 'Comment')).toBe('백그라운드 작업')
      await item.set(false)
      expect(readdirSync(folder)).toEqual([])
    } finally {
      rmSync(base, { recursive: true })
    }
  })

  it('elsewhere is the system’s own list, hidden as well', async () => {
    const told: unknown[] = []
    const item = createLoginItem({
      platform: 'win32',
      configHome: undefined,
      command: startCommand({ ...installed, execPath: 'C:\\Lull\\lull.exe' }),
      comment: () => '',
      setLoginItemSettings: (settings) => void told.push(settings),
      getLoginItemSettings: () => ({ openAtLogin: told.length === 1 }),
    })
    await item.set(true)
    expect(await item.state()).toBe('on')
    await item.set(false)
    expect(await item.state()).toBe('off')
    expect(told).toEqual([
      { openAtLogin: true, path: 'C:\\Lull\\lull.exe', args: ['--hidden'] },
      { openAtLogin: false, path: 'C:\\Lull\\lull.exe', args: ['--hidden'] },
    ])
  })

  it('starts the AppImage, not what it unpacked; and unpackaged the folder', () => {
    const appImage = '/home/a/Lull.AppImage'
    expect(startCommand({ ...installed, execPath: '/tmp/.mount/lull', appImage }).path).toBe(appImage)
    const unpackaged = { ...installed, execPath: '/e/electron', appPath: '/src/lull', isPackaged: false }
    expect(startCommand(unpackaged).args).toEqual(['/src/lull', '--hidden'])
  })

  it('starts on the data folder that is in use now, by its whole path', () => {
    expect(startCommand({ ...installed, dataFolder: '/data/lull two' }).args).toEqual([
      '--user-data-dir=/data/lull two',
      '--hidden',
    ])
    expect(startCommand({ ...installed, dataFolder: 'here' }).args[0]).toBe(`--user-data-dir=${process.cwd()}/here`)
  })

  it('tells an entry of this app from one that is switched off, points elsewhere or is not there', async () => {
    const base = mkdtempSync(join(tmpdir(), 'lull login '))
    try {
      const item = createLoginItem({
        platform: 'linux',
        configHome: base,
        command: startCommand(installed),
        comment: () => '',
        setLoginItemSettings: () => expect.unreachable(),
        getLoginItemSettings: () => expect.unreachable(),
      })
      expect(await item.state()).toBe('off')
      await item.set(true)
      expect(await item.state()).toBe('on')
      const path = autostartPath(base)
      const entry = readFileSync(path, 'utf8')
      writeFileSync(path, entry.replace('X-GNOME-Autostart-enabled=true', 'X-GNOME-Autostart-enabled=false'))
      expect(await item.state()).toBe('off')
      writeFileSync(path, `${entry}Hidden=true\n`)
      expect(await item.state()).toBe('off')
      writeFileSync(path, entry.replace('/opt/Lull App', '/opt/moved'))
      expect(await item.state()).toBe('other')
      rmSync(path)
      mkdirSync(path)
      await expect(item.state()).rejects.toThrow('EISDIR')
    } finally {
      rmSync(base, { recursive: true })
    }
  })

  it('ignores a relative $XDG_CONFIG_HOME, as its specification says', () => {
    expect(autostartPath('/c')).toBe('/c/autostart/lull.desktop')
    for (const value of [undefined, '', 'relative']) {
      expect(autostartPath(value)).toBe(join(homedir(), '.config/autostart/lull.desktop'))
    }
  })
})
