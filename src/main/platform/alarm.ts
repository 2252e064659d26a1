// The app's one timer, over node-schedule (D16, D18). It wakes the engine; what is due then is the engine's to say.
// Two traps of the library stand behind the shape of this file: a date already past never fires and is answered by null; and at
// the end of a wait it compares wall clocks again, so that a clock set back by a day would put the alarm off by a day.
import { LONGEST_TIMER_MS } from '@shared/time'
import { type Job, scheduleJob } from 'node-schedule'

export interface Alarm {
  /** ms UTC to wake at, or null for never. Replaces what was set. Woken at most 60 s later in any case. */
  set(at: number | null): void
  cancel(): void
  /** After a sleep: the wait that was left is measured anew against the wall clock. */
  refresh(): void
}

/**
 * `onFire` is called when the time has come or 60 s have passed, whichever is first. While nothing else is set the alarm keeps
 * coming back every 60 s at the latest, so that one lost answer of the engine does not end the app's work.
 */
export function createAlarm(onFire: () => void): Alarm {
  let wanted: number | null = null
  let job: Job | null = null

  function disarm(): void {
    job?.cancel()
    job = null
  }

  function arm(earliestMs: number): void {
    disarm()
    if (wanted === null) return
    const delayMs = Math.min(LONGEST_TIMER_MS, Math.max(earliestMs, wanted - Date.now()))
    job = scheduleIn(delayMs, fire)
  }

  function fire(): void {
    job = null
    onFire()
    const isUnanswered = job === null
    if (isUnanswered) arm(wanted !== null && wanted > Date.now() ? 1 : LONGEST_TIMER_MS)
  }

  return {
    set(at) {
      wanted = at
      arm(1)
    },
    cancel() {
      wanted = null
      disarm()
    },
    refresh: () => arm(1),
  }
}

/** Fires once after delayMs by the monotonic clock, whatever happens to the wall clock meanwhile. */
function scheduleIn(delayMs: number, fire: () => void): Job {
  const dueAwakeMs = performance.now() + delayMs
  // A step of the wall clock between this line and the library's own look can make the date past: then it is made anew.
  for (;;) {
    const job = scheduleJob(new Date(Date.now() + delayMs), fire)
    const due = job?.nextInvocation()
    if (!job || !due) continue
    due.getTime = () => Date.now() + Math.max(0, dueAwakeMs - performance.now())
    return job
  }
}
