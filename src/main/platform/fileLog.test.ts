// Lines on a real disk: fit to print, without secrets, within their caps, and never in the way of the app.
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLogger, type FileLog } from './fileLog'

let dir: string
let log: FileLog
let seen: string[]

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'log-'))
  seen = []
  log = open()
})
afterEach(() => {
  log.close()
  rmSync(dir, { recursive: true, force: true })
})

const open = (maxFileBytes?: number): FileLog =>
  createLogger({
    dir: join(dir, 'logs'),
    terminal: true,
    level: 'info',
    out: (line) => seen.push(line),
    ...(maxFileBytes ? { maxFileBytes } : {}),
  })
const path = () => join(dir, 'logs', 'lull.log')
const lines = () =>
  readFileSync(path(), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe('the log', () => {
  it('writes a line of JSON with its process, level, time and fields, readable by this user only', () => {
    log.child('worker').warn('slow page', { job: 'j1', ms: 12, cached: false, error: null, none: undefined })
    const [line] = lines()
    expect(line).toMatchObject({ level: 'warn', process: 'worker', msg: 'slow page', job: 'j1', ms: 12, cached: false })
    expect(Date.parse(String(line?.time))).toBeGreaterThan(0)
    expect(lstatSync(path()).mode & 0o777).toBe(0o600)
    expect(seen[0]).toContain('warn  worker  slow page job=j1 ms=12')
  })

  it('writes nothing below its level, and nothing to a terminal that is not there', () => {
    log.debug('detail')
    expect(existsSync(path())).toBe(false)
    const quiet = createLogger({
      dir: join(dir, 'logs'),
      terminal: false,
      level: 'debug',
      out: (line) => seen.push(line),
    })
    quiet.debug('detail')
    quiet.close()
    expect(seen).toEqual([])
    expect(lines()).toHaveLength(1)
  })

  it('F210 keeps every entry on one line, without marks a terminal obeys, at most 4 KB a value', () => {
    const long = 'x'.repeat(10_000_000)
    log.error('line\r\n2026 info main forged\u001b[31mred\u0007\u202e', { long, key: '\u2028' })
    expect(lines()).toHaveLength(1)
    expect(String(lines()[0]?.msg)).toBe('line\\r\\n2026 info main forged\\u001b[31mred\\u0007\\u202e')
    expect(Buffer.byteLength(String(lines()[0]?.long))).toBeLessThanOrEqual(4_096)
    expect(seen.join('').match(/\n/g)).toHaveLength(1)
    expect(seen.join('')).not.toContain('\u001b')
  })

  it('S31 hides what looks like a secret, in messages, fields and nested errors', () => {
    const canary = 'Zq7canary1234567890abcdef'
    log.warn(`GET https://api.example/x?access_token=${canary}&page=2`, {
      token: canary,
      url: `https://me:${canary}@host/`,
      problem: `Authorization: Bearer ${canary}`,
      nested: { headers: { 'X-Api-Key': canary } } as unknown as string,
    })
    expect(readFileSync(path(), 'utf8')).not.toContain(canary)
    expect(seen.join('')).not.toContain(canary)
    expect(String(lines()[0]?.msg)).toContain('&page=2')
  })

  it('P25 puts full files aside, names the oldest beyond the cap, and deletes beyond twice that', () => {
    log.close()
    log = open(1_000)
    for (let line = 0; line < 100; line += 1) log.info('a line of some length, to fill the file', { line })
    const aside = readdirSync(join(dir, 'logs')).filter((name) => name !== 'lull.log')
    const total = aside.reduce((sum, name) => sum + lstatSync(join(dir, 'logs', name)).size, 0)
    expect(total).toBeLessThanOrEqual(10_000)
    const past = log.logsPastCap()
    expect(past.length).toBeGreaterThan(0)
    expect(past.map((file) => file.path)).toEqual(past.map((file) => file.path).toSorted())
    const kept = total - past.reduce((sum, { bytes }) => sum + bytes, 0)
    expect(kept).toBeLessThanOrEqual(5_000)
    expect(past.every(({ path }) => aside.some((name) => path.endsWith(name)))).toBe(true)
  })

  it('P27 counts only its own plain files', () => {
    log.close()
    log = open(500)
    log.info('one')
    const own = join(dir, 'logs')
    writeFileSync(join(dir, 'precious'), 'x'.repeat(100_000))
    symlinkSync(join(dir, 'precious'), join(own, 'lull.000001.log'))
    writeFileSync(join(own, 'lull.backup.log'), 'x'.repeat(100_000))
    expect(log.logsPastCap()).toEqual([])
    for (let line = 0; line < 100; line += 1) log.info('a line of some length, to fill the file')
    expect(lstatSync(join(dir, 'precious')).size).toBe(100_000)
    expect(existsSync(join(own, 'lull.backup.log'))).toBe(true)
  })

  it('F39 never throws when the disk refuses, counts what was lost, and says so when it recovers', () => {
    log.close()
    rmSync(join(dir, 'logs'), { recursive: true, force: true })
    writeFileSync(join(dir, 'logs'), 'in the way')
    for (let line = 0; line < 3; line += 1) log.error('lost')
    expect(log.dropped()).toBe(3)
    rmSync(join(dir, 'logs'))
    log.error('back')
    expect(lines()).toMatchObject([{ lost: 3 }, { msg: 'back' }])
    expect(log.dropped()).toBe(0)
  })
})
