// The setting says what the system will do: a refused wish is not stored, and at start the system's own word counts.
import { defaultPreferences, type Preferences } from '@shared/preferences'
import { describe, expect, it } from 'vitest'
import type { LoginItemState } from './loginItem'
import { createStartAtLogin } from './startAtLogin'

const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent }

function open(startAtLogin: boolean, state: LoginItemState, fails: { system?: boolean; disk?: boolean } = {}) {
  let stored: Preferences = { ...defaultPreferences, startAtLogin }
  let system = state
  const item = {
    set: async (enabled: boolean) => {
      if (fails.system) throw Object.assign(new Error('EACCES: no'), { code: 'EACCES' })
      system = enabled ? ('on' as const) : ('off' as const)
    },
    state: async () => system,
  }
  const preferences = {
    get: () => stored,
    change: (change: Partial<Preferences>) => {
      if (fails.disk) throw new Error('ENOSPC')
      stored = { ...stored, ...change }
      return stored
    },
  }
  const login = createStartAtLogin({ item, preferences, log: silent })
  return { login, stored: () => stored.startAtLogin, system: () => system }
}

describe('start at login', () => {
  it('is stored once the system has taken it, and its other settings with it', async () => {
    const { login, stored, system } = open(false, 'off')
    const reply = await login.change({ startAtLogin: true, theme: 'dark' })
    expect(reply).toMatchObject({ ok: true, value: { startAtLogin: true, theme: 'dark' } })
    expect([stored(), system()]).toEqual([true, 'on'])
  })

  it.each([
    [false, 'login_on_failed'],
    [true, 'login_off_failed'],
  ])('that the system refuses is said, and the switch stays where it was (%s)', async (before, code) => {
    const { login, stored } = open(before, before ? 'on' : 'off', { system: true })
    const reply = await login.change({ startAtLogin: !before })
    expect(reply).toMatchObject({ ok: false, refusal: { code, data: { cause: 'EACCES' } } })
    expect(stored()).toBe(before)
  })

  it('that cannot be stored is taken back from the system', async () => {
    const { login, stored, system } = open(false, 'off', { disk: true })
    await expect(login.change({ startAtLogin: true })).rejects.toThrow('ENOSPC')
    expect([stored(), system()]).toEqual([false, 'off'])
  })

  it.each([
    [true, 'off', false, 'off'],
    [false, 'on', true, 'on'],
    [true, 'other', true, 'on'],
    [false, 'other', false, 'other'],
    [true, 'on', true, 'on'],
  ] as const)('at start: wanted %s, the system says %s', async (wanted, state, stored, system) => {
    const opened = open(wanted, state)
    await opened.login.reconcile()
    expect([opened.stored(), opened.system()]).toEqual([stored, system])
  })

  it('that cannot be checked stops nothing', async () => {
    const { login } = open(true, 'other', { system: true })
    await expect(login.reconcile()).resolves.toBeUndefined()
  })
})
