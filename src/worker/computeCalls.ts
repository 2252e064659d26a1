// Decides what each message to a compute process begins, calls off or ends: any number of computations at once, each answered exactly once
// under its id, errors with their class and code. The process around it is compute.ts; what is computed: computations.ts.
import {
  type ComputeKind,
  type ComputeProblem,
  computations,
  type FromCompute,
  toComputeSchema,
} from '@shared/computeMessages'
import { assertNever } from '@shared/errors'
import type { Computations } from './computations'
import { type Computation, ComputeRefused } from './computing/computation'

/** The way to main. In the app it is the utility process's parent port. */
export interface ComputePort {
  post(message: FromCompute): void
  listen(listener: (message: unknown) => void): void
  /** Ends this process. */
  end(): void
}

/** Listens for as long as the process lives. */
export function startComputing(port: ComputePort, table: Computations): void {
  const live = new Map<number, AbortController>()
  let isEnding = false
  const endIfDone = (): void => {
    if (isEnding && live.size === 0) port.end()
  }

  const compute = async (id: number, kind: string, input: unknown): Promise<void> => {
    const calledOff = new AbortController()
    live.set(id, calledOff)
    const answer = await perform(kind, input, calledOff.signal, table)
    live.delete(id)
    if (answer.error?.code === 'compute_failed') {
      const fields = { kind, name: answer.error.name, stack: answer.stack }
      port.post({ type: 'log', level: 'error', message: 'a computation failed', fields })
    }
    port.post(
      answer.error ? { type: 'problem', id, error: answer.error } : { type: 'output', id, output: answer.output },
    )
    endIfDone()
  }

  port.listen((raw) => {
    const parsed = toComputeSchema.safeParse(raw)
    if (!parsed.success) {
      const fields = { reason: parsed.error.message }
      return port.post({ type: 'log', level: 'error', message: 'a message from main was not understood', fields })
    }
    const message = parsed.data
    switch (message.type) {
      case 'compute':
        void compute(message.id, message.kind, message.input)
        return
      case 'cancel':
        return live.get(message.id)?.abort()
      case 'shutdown':
        isEnding = true
        return endIfDone()
      default:
        return assertNever(message)
    }
  })
}

interface Answer {
  output?: unknown
  error?: ComputeProblem
  /** Of a bug, for the log. */
  stack?: string | undefined
}

async function perform(kind: string, input: unknown, signal: AbortSignal, table: Computations): Promise<Answer> {
  if (!isKind(kind)) return { error: problem('compute_bad_input', `There is no computation ${kind}.`) }
  const parsed = computations[kind].input.safeParse(input)
  if (!parsed.success) return { error: problem('compute_bad_input', parsed.error.message) }
  try {
    // The name and its input belong together: the computation's own schema has just parsed it.
    const computation = (await table[kind]()) as Computation<never>
    return { output: await computation({ input: parsed.data as never, signal }) }
  } catch (error) {
    return failure(error, signal)
  }
}

/** A class and a message are kept of whatever was thrown; a code where it has one of ours. */
function failure(error: unknown, signal: AbortSignal): Answer {
  if (error instanceof ComputeRefused) {
    const { name, code, message, data } = error
    return { error: data ? { name, code, message, data } : { name, code, message } }
  }
  if (signal.aborted) return { error: problem('compute_cancelled', 'It was called off.') }
  if (!(error instanceof Error)) return { error: problem('compute_failed', String(error)) }
  return { error: { name: error.name, code: 'compute_failed', message: error.message }, stack: error.stack }
}

function problem(code: string, message: string): ComputeProblem {
  return { name: 'ComputeRefused', code, message }
}

function isKind(kind: string): kind is ComputeKind {
  return Object.hasOwn(computations, kind)
}
