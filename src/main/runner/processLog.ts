// What other processes say to the log: their lines, made flat because types vanish between processes; and whatever they
// write to their output, up to a limit, because a process in trouble may write for ever.
import type { LogFields, Logger } from '@shared/logger'
import type { Child } from './child'

const MOST_OUTPUT_LINES = 200

export function logOutput(child: Child, log: Logger): void {
  let lines = 0
  child.onOutput((line) => {
    lines += 1
    if (lines <= MOST_OUTPUT_LINES) log.warn('output', { line })
    if (lines === MOST_OUTPUT_LINES) log.warn('more output of this process is not kept')
  })
}

export function flatFields(fields: Record<string, unknown> | undefined): LogFields {
  return Object.fromEntries(Object.entries(fields ?? {}).map(([name, value]) => [name, flat(value)]))
}

function flat(value: unknown): string | number | boolean | null | undefined {
  if (value === null || value === undefined) return value
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return JSON.stringify(value)
}
