// Proves what the autostart entry says, read back by the rules of the Desktop Entry Specification, and where it stands.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { autostartFile } from './autostartFile'
import { autostartPath, createLoginItem, startCommand } from './loginItem'

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
        command: startCommand('/opt/Lull App/lull', '/ignored', true, undefined),
        comment: () => '백그라운드 작업',
        setLoginItemSettings: () => expect.unreachable(),
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
      command: startCommand('C:\\Lull\\lull.exe', '', true, undefined),
      comment: () => '',
      setLoginItemSettings: (settings) => void told.push(settings),
    })
    await item.set(true)
    await item.set(false)
    expect(told).toEqual([
      { openAtLogin: true, path: 'C:\\Lull\\lull.exe', args: ['--hidden'] },
      { openAtLogin: false, path: 'C:\\Lull\\lull.exe', args: ['--hidden'] },
    ])
  })

  it('starts the AppImage, not what it unpacked; and unpackaged the folder', () => {
    expect(startCommand('/tmp/.mount/lull', '/x', true, '/home/a/Lull.AppImage').path).toBe('/home/a/Lull.AppImage')
    expect(startCommand('/e/electron', '/src/lull', false, undefined).args).toEqual(['/src/lull', '--hidden'])
  })

  it('ignores a relative $XDG_CONFIG_HOME, as its specification says', () => {
    expect(autostartPath('/c')).toBe('/c/autostart/lull.desktop')
    for (const value of [undefined, '', 'relative']) {
      expect(autostartPath(value)).toBe(join(homedir(), '.config/autostart/lull.desktop'))
    }
  })
})
