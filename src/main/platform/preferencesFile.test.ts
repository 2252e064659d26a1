// The settings on a real disk: what survives damage at any byte, what a newer version left, what is out of bounds.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Logger } from '@shared/logger'
import { defaultPreferences } from '@shared/preferences'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPreferencesFile } from './preferencesFile'

const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
let dir: string
let path: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'preferences-'))
  path = join(dir, 'preferences.json')
})
afterEach(() => rmSync(dir, { recursive: true }))

const open = () => createPreferencesFile(dir, silent)
const stored = (): unknown => JSON.parse(readFileSync(path, 'utf8'))
const damaged = () => readdirSync(dir).filter((name) => name.includes('damaged'))

describe('the preferences file', () => {
  it('starts with the defaults and writes nothing for them', () => {
    expect(open().get()).toEqual(defaultPreferences)
    expect(readdirSync(dir)).toEqual([])
  })

  it('keeps a change over a restart, readable by this user only, and tells of it', () => {
    const file = open()
    const heard: string[] = []
    const end = file.onChange(({ theme }) => heard.push(theme))
    expect(file.change({ theme: 'dark', idleAfterMs: 120_000 }).theme).toBe('dark')
    end()
    file.change({ theme: 'light' })
    expect(heard).toEqual(['dark'])
    expect(open().get()).toEqual({ ...defaultPreferences, theme: 'light', idleAfterMs: 120_000 })
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('refuses what is no change, and stays as it was', () => {
    const file = open()
    expect(() => file.change({ batteryThresholdPercent: 400 })).toThrow('batteryThresholdPercent')
    expect(() => file.change({ nonsense: 1 } as object)).toThrow('nonsense')
    expect(file.get()).toEqual(defaultPreferences)
  })

  it('F204 uses the last good copy after a cut at every length, and keeps the damaged file beside', () => {
    open().change({ theme: 'dark', language: 'ko' })
    const whole = readFileSync(path, 'utf8')
    for (let length = 0; length < whole.trimEnd().length; length += 1) {
      writeFileSync(path, whole.slice(0, length))
      expect(open().get()).toMatchObject({ theme: 'dark', language: 'ko' })
    }
    expect(damaged()).toHaveLength(Math.min(3, damaged().length))
    expect(damaged().length).toBeGreaterThan(0)
  })

  it('F204 survives any single byte flipped, and every setting stays within bounds', () => {
    open().change({ theme: 'dark', batteryThresholdPercent: 40 })
    const whole = readFileSync(path)
    for (let at = 0; at < whole.length; at += 1) {
      const flipped = Buffer.from(whole)
      flipped[at] = (flipped[at] ?? 0) ^ 0x08
      writeFileSync(path, flipped)
      const { batteryThresholdPercent, theme } = open().get()
      expect(batteryThresholdPercent).toBeGreaterThanOrEqual(5)
      expect(batteryThresholdPercent).toBeLessThanOrEqual(95)
      expect(['dark', 'system']).toContain(theme)
    }
  })

  it.each(['null', '[]', '"text"', '7', '{'])('F204 takes %s for damage', (text) => {
    writeFileSync(path, text)
    expect(open().get()).toEqual(defaultPreferences)
    expect(damaged()).toHaveLength(1)
  })

  it('F204 changes a setting after damage without losing the others', () => {
    open().change({ theme: 'dark' })
    writeFileSync(path, '{"theme":')
    const file = open()
    file.change({ language: 'ko' })
    expect(open().get()).toMatchObject({ theme: 'dark', language: 'ko' })
  })

  it('F204 survives damage that happens while it is open', () => {
    const file = open()
    file.change({ theme: 'dark' })
    writeFileSync(path, 'nonsense')
    file.change({ language: 'ko' })
    expect(open().get()).toMatchObject({ theme: 'dark', language: 'ko' })
  })

  it('F204 preserves what a newer version wrote, even through a change', () => {
    writeFileSync(path, JSON.stringify({ theme: 'sepia', fontSize: 14, batteryThresholdPercent: 30 }))
    const file = open()
    expect(file.get()).toMatchObject({ theme: 'system', batteryThresholdPercent: 30 })
    file.change({ language: 'ko' })
    expect(stored()).toMatchObject({ theme: 'sepia', fontSize: 14, batteryThresholdPercent: 30, language: 'ko' })
  })

  it('F205 replaces only what is out of bounds, and says which', () => {
    writeFileSync(path, JSON.stringify({ batteryThresholdPercent: 0, idleAfterMs: '5', theme: 'dark', __proto__x: 1 }))
    const file = open()
    expect(file.get()).toEqual({ ...defaultPreferences, theme: 'dark' })
    expect(file.replaced()).toEqual(['batteryThresholdPercent', 'idleAfterMs'])
    file.change({ idleAfterMs: 60_000 })
    expect(file.replaced()).toEqual(['batteryThresholdPercent'])
  })

  it('P3 throws and changes nothing when the disk refuses', () => {
    const file = open()
    file.change({ theme: 'dark' })
    rmSync(dir, { recursive: true })
    writeFileSync(dir, 'a file where the folder was')
    expect(() => file.change({ theme: 'light' })).toThrow('could not be saved')
    expect(file.get().theme).toBe('dark')
  })
})
