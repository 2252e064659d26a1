// The shape of a log, for every process, and which of many lines alike are worth saying. Where lines go (file, terminal, main) is each
// process's own affair.

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
/** Fields of a line: flat, small, never a secret. */
export type LogFields = Record<string, string | number | boolean | null | undefined>

export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

/** The first twenty, then each tenth, each hundredth and so on: a few dozen lines, however many there are. `count` from 1. */
export function isWorthALine(count: number): boolean {
  return count <= 20 || count % 10 ** Math.floor(Math.log10(count)) === 0
}
