// Sweeping a real tree with victims in it: what is on the list goes, and not one byte else changes (S45).
import { createHash } from 'node:crypto'
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { DAY_MS, HOUR_MS } from '@shared/time'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createOwnFile, type Inventory, openInventory } from './inventory'
import { isChild, isNarrow } from './ownFolder'
import { rawFiles } from './rawFiles'
import { type Swept, sweepFiles } from './sweep'

const now = 1_800_000_000_000
const old = now - 8 * DAY_MS
const nothing: Swept = { files: 0, freedBytes: 0, skipped: 0 }

let base = ''
let temp = ''
let spool = ''
let inventory: Inventory

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'lull-clean-'))
  temp = join(base, 'data', 'temp')
  spool = join(base, 'data', 'spool')
  mkdirSync(temp, { recursive: true })
  mkdirSync(spool)
  inventory = openInventory({ library: '', imports: '', spool, temp })
  for (const name of ['home', 'data']) writeVictims(join(base, name, 'victims'))
})
afterEach(() => rmSync(base, { recursive: true }))

function writeVictims(folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (let at = 0; at < 5; at++) writeFileSync(join(folder, `victim-${at}`), `precious ${at}`)
}

/** Paths and contents of everything under the victims, as one text. */
function victims(): string {
  const hash = createHash('sha256')
  const visit = (path: string): void => {
    const stat = lstatSync(path)
    hash.update(path)
    if (stat.isDirectory()) for (const name of readdirSync(path).toSorted()) visit(join(path, name))
    else hash.update(stat.isSymbolicLink() ? readlinkSync(path) : readFileSync(path))
  }
  for (const name of ['home', 'data']) visit(join(base, name, 'victims'))
  return hash.digest('hex')
}

async function own(folder: string, content: string, createdAt: number, extension = '.part'): Promise<string> {
  const { path, handle } = await createOwnFile(inventory, folder, extension, createdAt)
  await handle.writeFile(content)
  await handle.close()
  return path
}

function sweep(at = now): Promise<Swept> {
  return sweepFiles({
    files: rawFiles(),
    inventory,
    folders: [spool, temp],
    olderThanMs: 7 * DAY_MS,
    now: at,
    signal: new AbortController().signal,
  })
}

describe('the sweep', () => {
  it('deletes files of the inventory that are older than seven days, and says how much that frees', async () => {
    const gone = [await own(temp, 'x'.repeat(1_000), old), await own(spool, 'y'.repeat(500), old)]
    const kept = await own(temp, 'z', now - 6 * DAY_MS)
    writeFileSync(join(temp, 'not-ours'), 'no entry')
    expect(await sweep()).toEqual({ files: 2, freedBytes: 1_500, skipped: 0 })
    expect(gone.map((path) => existsSync(path))).toEqual([false, false])
    expect(readdirSync(temp).toSorted()).toEqual([kept.slice(temp.length + 1), 'not-ours'].toSorted())
    expect(inventory.entries().map((entry) => entry.path)).toEqual([kept])
    expect(await sweep()).toEqual(nothing)
  })

  it('S46 makes its files 0600, with names nobody can guess', async () => {
    const path = await own(temp, '', now)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(path).toMatch(/\/[0-9a-f-]{36}\.part$/)
  })

  it('F195 follows no link that took the place of a file, and leaves the link', async () => {
    const path = await own(temp, 'mine', old)
    rmSync(path)
    symlinkSync(join(base, 'home', 'victims', 'victim-1'), path)
    const before = victims()
    expect(await sweep()).toEqual(nothing)
    expect(lstatSync(path).isSymbolicLink()).toBe(true)
    expect(victims()).toBe(before)
  })

  it('F195 leaves a folder, and another file, that took the place of a file', async () => {
    const first = await own(temp, 'mine', old)
    renameSync(first, join(base, 'elsewhere'))
    writeVictims(first)
    const second = await own(temp, 'mine', old)
    renameSync(second, join(base, 'elsewhere-too'))
    writeFileSync(second, 'somebody else wrote this')
    expect(await sweep()).toEqual(nothing)
    expect(readdirSync(first)).toHaveLength(5)
    expect(readFileSync(second, 'utf8')).toBe('somebody else wrote this')
  })

  it('F196 touches nothing when the folder itself became a link, even to files with the same names', async () => {
    const path = await own(temp, 'mine', old)
    renameSync(temp, join(base, 'moved'))
    symlinkSync(join(base, 'moved'), temp)
    expect(await sweep()).toEqual({ ...nothing, skipped: 1 })
    expect(readFileSync(path, 'utf8')).toBe('mine')
  })

  it('F196 touches nothing in another folder under the same name', async () => {
    const path = await own(temp, 'mine', old)
    renameSync(temp, join(base, 'moved'))
    mkdirSync(temp)
    linkSync(join(base, 'moved', path.slice(temp.length + 1)), path)
    expect(await sweep()).toEqual({ ...nothing, skipped: 1 })
    expect(existsSync(path)).toBe(true)
  })

  it('F198 takes away only its own name of a file that has another, and counts nothing as freed', async () => {
    const path = await own(temp, 'mine', old)
    const other = join(base, 'home', 'victims', 'also')
    linkSync(path, other)
    expect(await sweep()).toEqual({ files: 1, freedBytes: 0, skipped: 0 })
    expect(readFileSync(other, 'utf8')).toBe('mine')
  })

  it('F199 ignores entries that point out of our folders, however they are spelled', async () => {
    const before = victims()
    const ino = lstatSync(join(base, 'home', 'victims', 'victim-1'), { bigint: true })
    const folder = lstatSync(temp, { bigint: true })
    const paths = [
      join(base, 'home', 'victims', 'victim-1'),
      `${temp}/../../home/victims/victim-1`,
      `${temp}/sub/victim`,
      `${temp}-evil/victim`,
      '/',
      '',
    ]
    for (const [at, path] of paths.entries()) {
      const entry = {
        path,
        dev: String(ino.dev),
        ino: String(ino.ino),
        folder: { dev: String(folder.dev), ino: String(folder.ino) },
        createdAt: old,
      }
      writeFileSync(join(base, 'data', 'inventory', `forged-${at}.json`), JSON.stringify(entry))
    }
    writeFileSync(join(base, 'data', 'inventory', 'torn.json'), '{"path":')
    expect(await sweep()).toEqual({ ...nothing, skipped: paths.length })
    expect(victims()).toBe(before)
  })

  it.each(['', '/', '.', '..', 'temp', '/etc', homedir(), `${homedir()}/..`, '/a/../b/c'])(
    'F199 will not clean in %s',
    (path) => {
      expect(isNarrow(path)).toBe(false)
    },
  )

  it('F199 tells a folder from one whose name only begins alike', () => {
    expect(isChild('/data/app/temp', '/data/app/temp/x')).toBe(true)
    expect(isChild('/data/app/temp', '/data/app/temp-evil/x')).toBe(false)
    expect(isChild('/data/app/temp', '/data/app/temp/sub/x')).toBe(false)
    expect(isChild('/data/app/temp', '/data/app/temp')).toBe(false)
  })

  it('F200 deletes a file called *.asar', async () => {
    const path = await own(temp, 'no archive', old, '.asar')
    expect(await sweep()).toMatchObject({ files: 1 })
    expect(rawFiles().existsSync(path)).toBe(false)
  })

  it('F203 deletes a fifth at most, and nothing of the newest day, when a clock jump makes very much old', async () => {
    const made: number[] = []
    for (let at = 0; at < 600; at++) {
      made.push(now - 20 * DAY_MS + at * HOUR_MS)
      await own(temp, '', now - 20 * DAY_MS + at * HOUR_MS)
    }
    const jumped = now + 365 * DAY_MS
    expect(await sweep(jumped)).toMatchObject({ files: 120 })
    expect(inventory.entries()[0]?.createdAt).toBe(made[120])
    for (let cycle = 0; cycle < 4; cycle++) await sweep(jumped)
    const left = inventory.entries().map((entry) => entry.createdAt)
    expect(left).toEqual(made.slice(-left.length))
    expect(left.length).toBeGreaterThan(24)
  })

  it('F203 deletes nothing whose time lies ahead', async () => {
    await own(temp, '', now + DAY_MS)
    expect(await sweep()).toEqual(nothing)
  })

  it('ends between two files at a stop', async () => {
    await own(temp, '', old)
    const control = new AbortController()
    control.abort(new Error('stopped'))
    const options = { files: rawFiles(), inventory, folders: [temp], olderThanMs: 0, now, signal: control.signal }
    await expect(sweepFiles(options)).rejects.toThrow('stopped')
    expect(readdirSync(temp)).toHaveLength(1)
  })
})
