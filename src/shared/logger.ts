// The shape of a log, for every process. Where lines go (file, terminal, main) is each process's own affair.

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
/** Fields of a line: flat, small, never a secret. */
export type LogFields = Record<string, string | number | boolean | null | undefined>

export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}
