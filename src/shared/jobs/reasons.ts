// Why a job is not running now: the codes, and the one action that would start it. The sentences are in i18n/areas/reasons.ts.
import { assertNever } from '../errors'

export const reasonCodes = [
  'not_due',
  'disabled',
  'paused_by_user',
  'quiet_hours',
  'on_battery',
  'battery_low',
  'battery_saver',
  'battery_interval',
  'not_idle',
  'offline',
  'metered',
  'metered_unknown',
  'not_metered',
  'network_not_allowed',
  'captive_portal',
  'thermal',
  'fullscreen',
  'storage_low',
  'concurrency',
  'dependency',
  'backoff',
  'rate_limited',
  'auth_required',
  'service_down',
  'settling',
  'replacing',
  'not_ready',
  'needs_you',
] as const

export type ReasonCode = (typeof reasonCodes)[number]

/** A code and the values of its sentence. `until` (ms UTC): when it ends by itself, if that is known. */
export interface Reason {
  code: ReasonCode
  /** When it began, ms UTC, if known. */
  since?: number
  until?: number
  /** percent, threshold, name, count, idleForMs, idleAfterMs ...: see i18n/areas/reasons.ts. */
  data?: Record<string, string | number>
}

export type ReasonAction = 'run_now' | 'resume' | 'enable' | 'sign_in' | 'retry' | 'none'

/**
 * The single action that would start the job (product 4.7). `run_now` overrides soft and metered holds only (D21):
 * pause, disabled, offline, storage, sign-in, rate limits, dependencies and concurrency are never overridden.
 */
export function reasonAction(code: ReasonCode): ReasonAction {
  switch (code) {
    case 'not_due':
    case 'backoff':
    case 'on_battery':
    case 'battery_low':
    case 'battery_saver':
    case 'battery_interval':
    case 'not_idle':
    case 'quiet_hours':
    case 'metered':
    case 'metered_unknown':
    case 'not_metered':
    case 'settling':
    case 'thermal':
    case 'fullscreen':
      return 'run_now'
    case 'paused_by_user':
      return 'resume'
    case 'disabled':
      return 'enable'
    case 'auth_required':
      return 'sign_in'
    case 'needs_you':
      return 'retry'
    case 'offline':
    case 'network_not_allowed':
    case 'captive_portal':
    case 'storage_low':
    case 'concurrency':
    case 'dependency':
    case 'rate_limited':
    case 'service_down':
    case 'replacing':
    case 'not_ready':
      return 'none'
    default:
      return assertNever(code)
  }
}
