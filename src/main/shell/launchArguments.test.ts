// Proves that a command line can ask for little and break nothing (S19), and which switches a packaged app refuses (S13).
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dangerousSwitches, parseArguments } from './launchArguments'

const nothing = { hidden: false, open: null }

const hostile: unknown[] = [
  ['--gpu-launcher=/bin/sh -c "id"'],
  ['--open=../../etc/passwd'],
  ['--open=file:///etc/passwd'],
  ['--open=https://example.com'],
  ['--open=javascript:alert(1)'],
  ['--open=OVERVIEW'],
  ['--open=overview '],
  ['--open=overview%20--hidden'],
  ['--open=overview\u0000'],
  ['--open='],
  ['--open'],
  ['--open', 'jobs'],
  ['--open=constructor'],
  ['--open=__proto__'],
  ['--open=jobs;id'],
  ['--open=jobs&&id'],
  ['--open=$(id)'],
  ['--open=`id`'],
  ['--hidden=true'],
  ['--hidden '],
  ['-hidden'],
  ['hidden'],
  ['--HIDDEN'],
  ['%20--hidden'],
  ['--%20hidden'],
  ['lull://job/1'],
  ['app://lull/index.html'],
  ['/etc/passwd'],
  ['C:\\Windows\\System32\\cmd.exe'],
  ['\\\\server\\share'],
  ['--', '--'],
  ['--require', '/tmp/x.js'],
  ['--inspect=0.0.0.0:9229'],
  ['--js-flags=--allow-natives-syntax'],
  ['\u0000'],
  ['x'.repeat(1_000_000)],
  [null],
  [undefined],
  [{}],
  [['--hidden']],
  [1, 2, 3],
  [Symbol.iterator],
  null,
  undefined,
  '--hidden',
  42,
  { 0: '--hidden', length: 1 },
  new Set(['--hidden']),
  [...Array.from({ length: 64 }, () => 'x'), '--hidden'],
  [],
]

describe('S19: a command line', () => {
  it('may ask to start hidden and to open a view', () => {
    expect(parseArguments(['/usr/bin/lull', '--hidden'])).toEqual({ hidden: true, open: null })
    expect(parseArguments(['/usr/bin/lull', '--open=jobs'])).toEqual({ hidden: false, open: 'jobs' })
    expect(parseArguments(['--open=preferences', '--open=history'])).toEqual({ hidden: false, open: 'history' })
  })

  it.each(hostile.map((argv) => [argv]))('asks for nothing with %j', (argv) => {
    expect(parseArguments(argv)).toEqual(nothing)
  })

  it('never makes it throw or say anything else, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), fc.array(fc.string()), (anything, strings) => {
        expect(parseArguments(anything)).toEqual(nothing)
        expect(Object.keys(parseArguments(strings)).toSorted()).toEqual(['hidden', 'open'])
      }),
    )
  })
})

describe('S13: dangerous switches', () => {
  it.each([
    '--remote-debugging-port=9222',
    '--remote-debugging-port',
    '--Remote-Debugging-Port=9222',
    '--inspect',
    '--inspect=0.0.0.0:9229',
    '--inspect-brk=9229',
    '-inspect',
    '--js-flags=--expose-gc',
    '--ignore-certificate-errors',
    '--host-rules=MAP * 127.0.0.1',
    '--host-resolver-rules=MAP * 127.0.0.1',
    '--proxy-server=http://127.0.0.1:8080',
    '--load-extension=/tmp/x',
    '--gpu-launcher=xterm',
    '--renderer-cmd-prefix=xterm',
    '--disable-web-security',
  ])('%s is one', (argument) => {
    expect(dangerousSwitches(['/opt/lull/lull', argument])).toHaveLength(1)
  })

  it.each(['--hidden', '--open=jobs', '--no-sandbox', '--inspectors', 'inspect', '--ozone-platform=wayland', ''])(
    '%j is none',
    (argument) => {
      expect(dangerousSwitches(['/opt/lull/lull', argument])).toEqual([])
    },
  )

  it('S2: an AppImage that adds --no-sandbox by itself does not start', () => {
    expect(dangerousSwitches(['/tmp/.mount/lull', '--no-sandbox', '--hidden'], true)).toEqual(['no-sandbox'])
    expect(dangerousSwitches(['/tmp/.mount/lull', '--hidden'], true)).toEqual([])
  })
})
