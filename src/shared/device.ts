// What the app knows of the computer it runs on. Signals are read by main/device; the engine judges constraints by them.
import { z } from 'zod'

export const meteredValues = ['yes', 'no', 'unknown'] as const

export const deviceReadingSchema = z.object({
  power: z.object({
    /** `unknown` when nothing on this computer tells (no D-Bus, no /sys). No battery counts as mains. */
    source: z.enum(['mains', 'battery', 'unknown']),
    /** 0 to 100; null without a battery or while nobody waits on it. */
    batteryPercent: z.number().min(0).max(100).nullable(),
    /** The system's own energy saver. */
    saver: z.boolean(),
    /** Too warm for work that can wait. Absent where nothing tells (only macOS does). */
    isHot: z.boolean().optional(),
    sinceMs: z.number(),
  }),
  network: z.object({
    online: z.enum(['yes', 'no', 'portal', 'unknown']),
    metered: z.enum(meteredValues),
    /** Whether the system guesses `metered` rather than knows it. */
    meteredIsGuess: z.boolean(),
    /** Stable id of the network, for the user's override; null when the system does not tell. */
    networkId: z.string().nullable(),
    networkName: z.string().nullable(),
    sinceMs: z.number(),
  }),
  idle: z.object({
    /** Time since the last input, as of the reading; null while nobody waits on it. */
    idleForMs: z.number().nullable(),
    locked: z.boolean(),
    sinceMs: z.number(),
  }),
  storage: z.object({
    /** Free bytes where the app's files are; null when unknown. */
    freeBytes: z.number().nullable(),
  }),
  /** When the reading was made, ms UTC. */
  at: z.number(),
})

/** One consistent reading of all signals. `sinceMs` fields: when that signal last changed, ms UTC. */
export type DeviceReading = z.infer<typeof deviceReadingSchema>

/** What somebody waits on now; anything else is not polled (COND-11). */
export interface DeviceInterest {
  idle: boolean
  batteryLevel: boolean
  storage: boolean
  /** Matters only while offline and where the network has no events; absent counts as true. */
  network?: boolean
}

/** A sudden turn of the device that refreshes stale sources (D17). */
export type DeviceMoment = 'suspend' | 'resume' | 'lock' | 'unlock'

export const unknownDevice: DeviceReading = {
  power: { source: 'unknown', batteryPercent: null, saver: false, sinceMs: 0 },
  network: {
    online: 'unknown',
    metered: 'unknown',
    meteredIsGuess: true,
    networkId: null,
    networkName: null,
    sinceMs: 0,
  },
  idle: { idleForMs: null, locked: false, sinceMs: 0 },
  storage: { freeBytes: null },
  at: 0,
}
