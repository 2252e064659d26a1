// Keeps the setting and the system's own list of what starts at login the same: a wish the system refuses is not stored, and at each
// start the setting follows what the system will really do. How the list is written: loginItem.ts.
import { granted, type Reply, refused } from '@shared/errors'
import type { Logger } from '@shared/logger'
import type { Preferences, PreferencesChange } from '@shared/preferences'
import type { LoginItem } from './loginItem'

export interface StartAtLoginPorts {
  item: LoginItem
  preferences: { get(): Preferences; change(change: PreferencesChange): Preferences }
  log: Logger
}

export interface StartAtLogin {
  /** Stores a change of settings, the system's list first. Refused with `login_on_failed` or `login_off_failed`: then nothing is stored. */
  change(change: PreferencesChange): Promise<Reply<Preferences>>
  /** Once at start. Never rejects. */
  reconcile(): Promise<void>
}

export function createStartAtLogin({ item, preferences, log }: StartAtLoginPorts): StartAtLogin {
  async function change(wanted: PreferencesChange): Promise<Reply<Preferences>> {
    const before = preferences.get().startAtLogin
    const after = wanted.startAtLogin ?? before
    if (after === before) return granted(preferences.change(wanted))
    try {
      await item.set(after)
    } catch (error) {
      log.error('start at login could not be set', { wanted: after, error: String(error) })
      const message = error instanceof Error ? error.message : String(error)
      return refused(after ? 'login_on_failed' : 'login_off_failed', message, { cause: codeOf(error) })
    }
    try {
      return granted(preferences.change(wanted))
    } catch (error) {
      await item.set(before).catch(() => log.error('start at login could not be put back', { to: before }))
      throw error
    }
  }

  /** Somebody moved the app, or changed the list from outside: what the system says counts, but for an entry that lost its way. */
  async function agree(): Promise<void> {
    const isWanted = preferences.get().startAtLogin
    const state = await item.state()
    if (state === 'other') {
      if (!isWanted) return
      await item.set(true)
      log.info('start at login pointed elsewhere and was set anew')
      return
    }
    if ((state === 'on') === isWanted) return
    preferences.change({ startAtLogin: state === 'on' })
    log.info('start at login was changed outside of Lull', { now: state })
  }

  return {
    change,
    reconcile: () =>
      agree().catch((error: unknown) => log.error('start at login could not be checked', { error: String(error) })),
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
