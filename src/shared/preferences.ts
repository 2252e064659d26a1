// The user's app-wide settings: their shape, bounds and defaults. Who stores them: main/platform/preferencesFile.ts.
import { z } from 'zod'
import { HOUR_MS, MINUTE_MS } from './time'

export const SHORTEST_INTERVAL_MS = MINUTE_MS
/** On battery a periodic job runs at most this often (semantics 1.3). */
export const BATTERY_INTERVAL_MS = 15 * MINUTE_MS

/** Of a local day, 0 to 1,439. */
const minuteOfDay = z
  .number()
  .int()
  .min(0)
  .max(24 * 60 - 1)

/** Automatic work rests from one local time to the next other one, beginning on these days (0 is Sunday). */
export const quietHoursSchema = z
  .object({
    enabled: z.boolean(),
    fromMinute: minuteOfDay,
    toMinute: minuteOfDay,
    days: z.array(z.number().int().min(0).max(6)).max(7),
  })
  .strict()
export type QuietHours = z.infer<typeof quietHoursSchema>

/** What the user says of a network, over what the system says of it; `never`: nothing uses it (COND-5). */
export const networkUses = ['unmetered', 'metered', 'never'] as const

const networkRuleSchema = z
  .object({
    /** The system's stable id of the network. */
    networkId: z.string().min(1).max(200),
    /** What it was called when the rule was made. */
    name: z.string().max(200),
    use: z.enum(networkUses),
  })
  .strict()
export type NetworkRule = z.infer<typeof networkRuleSchema>

const MOST_NETWORK_RULES = 100

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
  /** Automatic runs wait on battery while the system's own battery saver is on. */
  waitOnBatterySaver: z.boolean(),
  quietHours: quietHoursSchema,
  networkRules: z.array(networkRuleSchema).max(MOST_NETWORK_RULES),
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
  waitOnBatterySaver: true,
  quietHours: { enabled: false, fromMinute: 22 * 60, toMinute: 7 * 60, days: [0, 1, 2, 3, 4, 5, 6] },
  networkRules: [],
  onMetered: 'wait',
  unknownMeteredAs: 'unmetered',
  keepFreeBytes: 2_000_000_000,
  startAtLogin: false,
  notifications: 'needs_me',
  language: 'system',
  theme: 'system',
}
