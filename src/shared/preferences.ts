// The user's app-wide settings: their shape, bounds and defaults. Who stores them: main/platform/preferencesFile.ts.
import { z } from 'zod'
import { HOUR_MS, MINUTE_MS } from './time'

export const SHORTEST_INTERVAL_MS = MINUTE_MS
/** On battery a periodic job runs at most this often (semantics 1.3). */
export const BATTERY_INTERVAL_MS = 15 * MINUTE_MS

const fields = {
  /** Off: nothing runs by itself; every automatic job waits with `disabled`. */
  backgroundWork: z.boolean(),
  syncEveryMs: z
    .number()
    .int()
    .min(SHORTEST_INTERVAL_MS)
    .max(168 * HOUR_MS),
  onlyWhenCharging: z.boolean(),
  onlyWhenIdle: z.boolean(),
  /** Low is at or below this; plugged in is never low (D19). */
  batteryThresholdPercent: z.number().int().min(5).max(95),
  idleAfterMs: z
    .number()
    .int()
    .min(MINUTE_MS)
    .max(60 * MINUTE_MS),
  /** Whether automatic runs may use a metered network. */
  onMetered: z.enum(['wait', 'run']),
  /** macOS and Windows do not tell: what an unknown network counts as (D19). */
  unknownMeteredAs: z.enum(['unmetered', 'metered']),
  keepFreeBytes: z.number().int().min(0),
  startAtLogin: z.boolean(),
  notifications: z.enum(['needs_me', 'all', 'off', 'debug']),
  language: z.enum(['system', 'en', 'ko']),
  theme: z.enum(['system', 'light', 'dark']),
}

export const preferencesSchema = z.object(fields)
export type Preferences = z.infer<typeof preferencesSchema>

export const preferencesChangeSchema = preferencesSchema.partial().strict()
export type PreferencesChange = z.infer<typeof preferencesChangeSchema>

export const defaultPreferences: Preferences = {
  backgroundWork: true,
  syncEveryMs: 15 * MINUTE_MS,
  onlyWhenCharging: false,
  onlyWhenIdle: false,
  batteryThresholdPercent: 15,
  idleAfterMs: 5 * MINUTE_MS,
  onMetered: 'wait',
  unknownMeteredAs: 'unmetered',
  keepFreeBytes: 2_000_000_000,
  startAtLogin: false,
  notifications: 'needs_me',
  language: 'system',
  theme: 'system',
}
