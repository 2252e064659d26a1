// Whether the screen is locked, and the moments it is locked and unlocked: each reported once, however many sources say it.
import type { DeviceReport } from './ports'

export interface LockState {
  /** Known at start: no moment. */
  begin(locked: boolean): void
  put(locked: boolean): void
}

export function createLockState(report: Pick<DeviceReport, 'locked' | 'moment'>): LockState {
  let locked = false
  return {
    begin(now) {
      locked = now
      report.locked(now)
    },
    put(now) {
      if (now === locked) return
      locked = now
      report.locked(now)
      report.moment(now ? 'lock' : 'unlock')
    },
  }
}
