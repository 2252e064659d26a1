// Decides how an expected "no" looks on every wire of the app. Outcomes of attempts are in jobs/outcome.ts;
// bugs are thrown as ordinary errors and never travel as a refusal.

/** An expected "no" to a caller. `code` is stable; `message` is one English sentence for logs; the UI translates by code. */
export interface Refusal {
  code: string
  message: string
  /** Values for the translated sentence. */
  data?: Record<string, string | number>
}

export type Reply<T> = { ok: true; value: T } | { ok: false; refusal: Refusal }

export function granted<T>(value: T): Reply<T> {
  return { ok: true, value }
}

export function refused(
  code: string,
  message: string,
  data?: Record<string, string | number>,
): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: data ? { code, message, data } : { code, message } }
}

/** Thrown by typed clients where a caller wants an exception for a refusal. */
export class RefusalError extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message)
    this.name = 'RefusalError'
  }
}

/** Closes a switch over a union: reaching it is a bug. */
export function assertNever(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`)
}
