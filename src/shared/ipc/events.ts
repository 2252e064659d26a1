// Everything main tells a page unasked: name → payload. A page never trusts an event for content it can ask for: most only say "look again".
import type { DeviceReading } from '../device'
import type { Preferences } from '../preferences'

export const views = ['overview', 'jobs', 'outbox', 'history', 'data', 'sources'] as const
export type View = (typeof views)[number]

export interface AppEvents {
  /** Look again at these; at most 10 a second. */
  changed: { topics: ('jobs' | 'history' | 'sources' | 'outbox' | 'pauses' | 'summary' | 'data' | 'questions')[] }
  progress: { jobId: string; progress: unknown }
  device: DeviceReading
  preferences: Preferences
  /** The tray, a notification or a menu asks the window to show something. */
  navigate: { view: View; jobId?: string; sourceId?: string; filter?: string }
}

export type EventName = keyof AppEvents
export const eventNames = [
  'changed',
  'progress',
  'device',
  'preferences',
  'navigate',
] as const satisfies readonly EventName[]
