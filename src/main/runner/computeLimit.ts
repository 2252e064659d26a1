// When a computation is given up: its caller calls it off, or its deadline passes, whichever comes first; and the problems that any
// computation may end with.
import type { ComputeLimits, ComputeProblem, computeCodes } from '@shared/computeMessages'
import { SECOND_MS } from '@shared/time'
import type { After } from './child'

const DEADLINE_MS = 10 * SECOND_MS

type CommonCode = (typeof computeCodes)[number]

export interface Limit {
  /** Aborts when either limit is passed. */
  signal: AbortSignal
  /** Which was passed first; null while neither is. */
  passed(): 'compute_cancelled' | 'compute_slow' | null
  /** Must be called when there is nothing left to limit. */
  release(): void
}

/** The deadline counts from now. */
export function limitOf({ signal, deadlineMs = DEADLINE_MS }: ComputeLimits, after: After): Limit {
  const limit = new AbortController()
  let passed: ReturnType<Limit['passed']> = null
  const pass = (code: 'compute_cancelled' | 'compute_slow'): void => {
    passed ??= code
    limit.abort()
  }
  const cancel = (): void => pass('compute_cancelled')
  const cancelDeadline = after(deadlineMs, () => pass('compute_slow'))
  if (signal?.aborted) cancel()
  signal?.addEventListener('abort', cancel)
  return {
    signal: limit.signal,
    passed: () => passed,
    release: () => {
      cancelDeadline()
      signal?.removeEventListener('abort', cancel)
    },
  }
}

const messages: Record<CommonCode, string> = {
  compute_cancelled: 'The computation was called off.',
  compute_slow: 'The computation took longer than it may.',
  compute_gone: 'The process of the computation ended.',
  compute_ended: 'Nothing is computed any more.',
  compute_bad_input: 'The input cannot be computed with.',
  compute_bad_output: 'The output is not what was agreed.',
  compute_failed: 'The computation failed.',
}

export function commonProblem(code: CommonCode): ComputeProblem<CommonCode> {
  return { name: 'ComputeRefused', code, message: messages[code] }
}
