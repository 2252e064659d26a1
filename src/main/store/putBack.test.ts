// A backup put back is the database from then on, and what it replaces is set aside, not lost (P6).
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { putBack } from './databaseFile'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'back-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

describe('P6 a backup', () => {
  it('takes the place of the database, which is set aside with its WAL; the backup stays', () => {
    const path = join(dir, 'core.db')
    const backup = join(dir, 'backup.db')
    writeFileSync(path, 'empty')
    writeFileSync(`${path}-wal`, 'wal')
    writeFileSync(backup, 'kept', { mode: 0o644 })
    putBack(path, backup, 1_750_000_000_000)
    expect(readFileSync(path, 'utf8')).toBe('kept')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(existsSync(`${path}-wal`)).toBe(false)
    const aside = readdirSync(dir).filter((name) => name.includes('.set-aside'))
    expect(aside.map((name) => readFileSync(join(dir, name), 'utf8')).toSorted()).toEqual(['empty', 'wal'])
    expect(readFileSync(backup, 'utf8')).toBe('kept')
  })

  it('that is gone changes nothing', () => {
    const path = join(dir, 'core.db')
    writeFileSync(path, 'here')
    expect(() => putBack(path, join(dir, 'none.db'), 0)).toThrow('ENOENT')
    expect(readdirSync(dir)).toEqual(['core.db'])
  })
})
