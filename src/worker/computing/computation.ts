// Decides what a computation is given, what it gives back and how it says no (D10). Which there are: ../computations.ts; how messages
// become calls of one: ../computeCalls.ts.
import type { ComputeInput, ComputeKind, ComputeOutput } from '@shared/computeMessages'

export interface Computing<K extends ComputeKind> {
  /** Parsed by the computation's own schema. */
  input: ComputeInput<K>
  /** Aborts when nobody wants the output any more. One that does not listen is ended with its process. */
  signal: AbortSignal
}

/** Computes one output. Throws ComputeRefused with a code of its own list for an expected no, anything else for a bug. */
export type Computation<K extends ComputeKind> = (run: Computing<K>) => Promise<ComputeOutput<K>>

/** An expected no: its code (shared/computeMessages.ts) reaches the caller unchanged. */
export class ComputeRefused extends Error {
  /** `data`: values for the sentence. */
  constructor(
    readonly code: string,
    message: string,
    readonly data?: Record<string, string | number>,
  ) {
    super(message)
    this.name = 'ComputeRefused'
  }
}
