// What is on its way when the run is stopped may still be answered: it is cut only a little later, within the time a handler has to yield
// (5 s, at quit 3 s). An answer then is worth more than a question to the person (OUT-4).

/** From the stop to the cut, ms. */
const STILL_ANSWERED_MS = 2_000

export interface LateSignal {
  signal: AbortSignal
  close(): void
}

export function lateSignal(stopped: AbortSignal): LateSignal {
  const cut = new AbortController()
  let timer: NodeJS.Timeout | null = null
  const stop = (): void => {
    timer = setTimeout(() => cut.abort(stopped.reason), STILL_ANSWERED_MS)
  }
  if (stopped.aborted) cut.abort(stopped.reason)
  else stopped.addEventListener('abort', stop, { once: true })
  return {
    signal: cut.signal,
    close() {
      stopped.removeEventListener('abort', stop)
      if (timer) clearTimeout(timer)
    },
  }
}
