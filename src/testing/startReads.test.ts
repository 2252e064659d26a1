// Holds what is read before the tray icon is there (bench start): the entry of main and what it imports, Node's own parts and Electron. A
// library or a catalogue that comes in by one more import would be read first, on the thread that Chromium starts on.
import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { scan } from './architecture/sourceScan'

const src = join(import.meta.dirname, '..')
const FILES_AT_MOST = 20

/** The files of src that `path` reads at import, itself first; and into `packages` what is neither of src nor Node's. */
function reads(path: string, packages: Set<string>, seen = new Set<string>()): string[] {
  if (seen.has(path)) return []
  seen.add(path)
  // What import() brings comes later.
  const text = readFileSync(join(src, path), 'utf8').replaceAll('import(', 'later(')
  const imports = scan(path, text).imports.filter(({ isTypeOnly }) => !isTypeOnly)
  const below = imports.flatMap(({ from }) => {
    if (from.startsWith('.')) return reads(`${posix.join(posix.dirname(path), from)}.ts`, packages, seen)
    if (from.startsWith('@shared/')) return reads(`${from.replace('@shared', 'shared')}.ts`, packages, seen)
    if (!from.startsWith('node:')) packages.add(from)
    return []
  })
  return [path, ...below]
}

describe('before the tray icon is there', () => {
  it('only the entry and a few small files are read, and no library', () => {
    const packages = new Set<string>()
    const files = reads('main/index.ts', packages)
    expect([...packages]).toEqual(['electron'])
    expect(files).toContain('main/shell/firstTray.ts')
    expect(files.filter((path) => /i18n|compose(?!Places)/.test(path))).toEqual([])
    expect(files.length).toBeLessThanOrEqual(FILES_AT_MOST)
  })
})
