// Short ways to say what a test means: outcomes, handlers, requests.
import type { Reply } from '@shared/errors'
import type { JobRequest } from '@shared/jobs/job'
import type { Outcome } from '@shared/jobs/outcome'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@shared/time'
import type { FakeHandler } from './fakesRunner'

export const seconds = (count: number): number => count * SECOND_MS
export const minutes = (count: number): number => count * MINUTE_MS
export const hours = (count: number): number => count * HOUR_MS

export const ok = (output?: unknown): Outcome => ({ type: 'succeeded', ...(output === undefined ? {} : { output }) })
export const fail = (output?: unknown): Outcome => ({
  type: 'failed',
  error: { code: 'test_failed', message: 'It failed.' },
  ...(output === undefined ? {} : { output }),
})
export const again = (): Outcome => ({ type: 'retry' })
export const waitFor = (
  reason: Extract<Outcome, { type: 'wait' }>['reason'],
  scope: 'job' | 'origin' | 'source' = 'job',
  until?: number,
): Outcome => ({ type: 'wait', reason, scope, ...(until === undefined ? {} : { until }) })

/** Runs until it is told to stop, then says it succeeded, which nobody must believe. */
export const hang: FakeHandler = async (run) => {
  await new Promise((resolve) => run.signal.addEventListener('abort', resolve))
  return ok()
}

/** Hears no stop: only the end of its grace ends it. */
export const deaf: FakeHandler = async () => await new Promise<Outcome>(() => undefined)

/** Ends when the test says how. */
export function told(): { handler: FakeHandler; end: (outcome: Outcome) => void } {
  const waiting: ((outcome: Outcome) => void)[] = []
  return {
    handler: async () => await new Promise<Outcome>((resolve) => waiting.push(resolve)),
    end: (outcome) => waiting.shift()?.(outcome),
  }
}

export function oneTime(kind: string, more: Partial<JobRequest> = {}): JobRequest {
  return { kind, input: {}, ...more }
}

export function periodic(kind: string, everyMs: number, more: Partial<JobRequest> = {}): JobRequest {
  return { kind, input: {}, schedule: { everyMs }, ...more }
}

/** The first id a call answered with. @throws with the code of its refusal */
export function idOf(reply: Reply<{ ids: string[] }>): string {
  if (!reply.ok) throw new Error(reply.refusal.code)
  const [id] = reply.value.ids
  if (id === undefined) throw new Error('no id')
  return id
}

/** What was answered, or the code of the refusal. */
export function codeOf(reply: Reply<unknown>): string {
  return reply.ok ? 'granted' : reply.refusal.code
}
