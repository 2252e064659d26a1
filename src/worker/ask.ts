// Decides how an attempt asks main for a service (D8): one number a request, typed and parsed both ways, rejected when main refuses, when
// the attempt is stopped, and when no answer comes (F88). Which services there are: shared/workerMessages.ts.
import { LONGEST_TIMER_MS } from '@shared/time'
import { type FromWorker, type ServiceOutput, type WorkerService, workerServices } from '@shared/workerMessages'
import type { Ask } from './handler'

/** An expected no from main. `code` is stable; `no_answer` when none came within a minute. */
export class ServiceRefused extends Error {
  constructor(
    readonly service: WorkerService,
    readonly code: string,
    message: string,
  ) {
    super(message)
    this.name = 'ServiceRefused'
  }
}

export type ServiceAnswer =
  | { requestId: number; ok: true; value?: unknown }
  | { requestId: number; ok: false; code: string; message: string }

/** The questions of one attempt. */
export interface Asks {
  ask: Ask
  /** Answers to questions nobody waits for any more are dropped. */
  answered(answer: ServiceAnswer): void
}

export interface AskOptions {
  attemptId: string
  signal: AbortSignal
  post: (message: FromWorker) => void
  /** The process's own counter, so that a late answer never meets another attempt's question (F89). */
  nextRequestId: () => number
}

export function openAsks({ attemptId, signal, post, nextRequestId }: AskOptions): Asks {
  const waiting = new Map<number, (answer: ServiceAnswer) => void>()

  const answerTo = async (requestId: number, question: FromWorker, isLastWord: boolean): Promise<ServiceAnswer> => {
    const { promise, resolve, reject } = Promise.withResolvers<ServiceAnswer>()
    const stop = (): void => reject(signal.reason as Error)
    const timer = setTimeout(() => {
      resolve({ requestId, ok: false, code: 'no_answer', message: 'main did not answer' })
    }, LONGEST_TIMER_MS)
    if (!isLastWord) signal.addEventListener('abort', stop, { once: true })
    waiting.set(requestId, resolve)
    try {
      post(question)
      return await promise
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      waiting.delete(requestId)
    }
  }

  const ask: Ask = async <S extends WorkerService>(
    service: S,
    input: unknown,
    options?: { evenStopped: true },
  ): Promise<ServiceOutput<S>> => {
    const isLastWord = options?.evenStopped === true
    if (!isLastWord) signal.throwIfAborted()
    const requestId = nextRequestId()
    const parsed = workerServices[service].input.parse(input)
    const answer = await answerTo(requestId, { type: 'ask', attemptId, requestId, service, input: parsed }, isLastWord)
    if (!answer.ok) throw new ServiceRefused(service, answer.code, answer.message)
    return workerServices[service].output.parse(answer.value) as ServiceOutput<S>
  }

  return { ask, answered: (answer) => waiting.get(answer.requestId)?.(answer) }
}
