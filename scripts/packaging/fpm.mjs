#!/usr/bin/env node
// Makes the .deb that electron-builder asks fpm for, with dpkg-deb. fpm itself would be fetched at build time, as a Ruby of its own;
// a package made offline, from the tools of the system it is for, needs no trust in a second download.
//
// Understands only what electron-builder passes for a .deb, and ends with an error on anything else.
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const fromWhat = ['-s', '-t', '--package', '--after-install', '--after-remove']
const fields = [
  '--name',
  '--version',
  '--architecture',
  '--maintainer',
  '--vendor',
  '--url',
  '--license',
  '--description',
  '--category',
]
const forDeb = ['-d', '--deb-recommends', '--deb-compression', '--deb-priority']
const named = new Set([...fromWhat, ...fields, ...forDeb])

/**
 * @param {string[]} args
 * @returns {{ options: Map<string, string[]>, files: { from: string, to: string }[] }}
 */
function read(args) {
  /** @type {Map<string, string[]>} */
  const options = new Map()
  const files = []
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? ''
    if (arg === '--force') continue
    if (named.has(arg)) {
      at += 1
      options.set(arg, [...(options.get(arg) ?? []), args[at] ?? ''])
    } else if (!arg.startsWith('-') && arg.includes('=')) {
      const cut = arg.lastIndexOf('=')
      files.push({ from: arg.slice(0, cut), to: arg.slice(cut + 1) })
    } else throw new Error(`fpm stand-in: ${arg} is not known here`)
  }
  return { options, files }
}

/** Each line after the first begins with a space, an empty one is a dot: Debian's own form. @param {string} text */
function descriptionOf(text) {
  const [first = '', ...more] = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line, at) => at === 0 || line !== '')
  return [first, ...more.map((line) => ` ${line === '' ? '.' : line}`)].join('\n')
}

const { options, files } = read(process.argv.slice(2))
/** @param {string} name */
const one = (name) => {
  const value = options.get(name)?.at(-1)
  if (value === undefined) throw new Error(`fpm stand-in: ${name} is missing`)
  return value
}
if (one('-s') !== 'dir' || one('-t') !== 'deb') throw new Error('fpm stand-in: makes a .deb from folders, nothing else')

const tree = mkdtempSync(join(tmpdir(), 'lull-deb-'))
try {
  for (const { from, to } of files) {
    const target = join(tree, to)
    mkdirSync(dirname(target), { recursive: true })
    cpSync(from, target, { recursive: true, verbatimSymlinks: true })
  }
  const debian = join(tree, 'DEBIAN')
  mkdirSync(debian)
  for (const [option, name] of [
    ['--after-install', 'postinst'],
    ['--after-remove', 'postrm'],
  ]) {
    cpSync(one(option ?? ''), join(debian, name ?? ''))
    chmodSync(join(debian, name ?? ''), 0o755)
  }
  const kibibytes = execFileSync('du', ['-sk', '--exclude=DEBIAN', tree], { encoding: 'utf8' }).split('\t')[0]
  const control = {
    Package: one('--name'),
    Version: one('--version'),
    Architecture: one('--architecture'),
    Maintainer: one('--maintainer'),
    'Installed-Size': kibibytes,
    Depends: (options.get('-d') ?? []).join(', '),
    Recommends: (options.get('--deb-recommends') ?? []).join(', '),
    Section: one('--category'),
    Priority: one('--deb-priority'),
    Homepage: one('--url'),
    Description: descriptionOf(one('--description')),
  }
  const lines = Object.entries(control).filter(([, value]) => value !== '')
  writeFileSync(join(debian, 'control'), `${lines.map(([name, value]) => `${name}: ${value}`).join('\n')}\n`)
  // By which dpkg --verify knows later whether what it laid out is still whole.
  const sums = "find . -path ./DEBIAN -prune -o -type f -printf '%P\\0' | sort -z | xargs -0 -r md5sum > DEBIAN/md5sums"
  execFileSync('sh', ['-c', sums], { cwd: tree })
  // What is in a package is readable by everyone, whatever the umask here was.
  execFileSync('chmod', ['-R', 'u+w,go-w,a+rX', tree])
  const squeeze = one('--deb-compression') === 'gz' ? ['-Zgzip', '-z1'] : [`-Z${one('--deb-compression')}`]
  execFileSync('dpkg-deb', ['--root-owner-group', ...squeeze, '--build', tree, one('--package')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
} finally {
  rmSync(tree, { recursive: true, force: true })
}
