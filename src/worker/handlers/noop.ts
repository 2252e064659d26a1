// Kind `diagnostic.noop`: succeeds at once, or after holding its slot for `holdMs` unless it is stopped before.
import { setTimeout as pause } from 'node:timers/promises'
import type { Handler } from '../handler'

export const noop: Handler<{ holdMs?: number | undefined }> = async ({ input, signal }) => {
  if (input.holdMs) await pause(input.holdMs, undefined, { signal })
  return { type: 'succeeded' }
}
