// A log that remembers its lines, for tests of what is said.
import type { LogFields, Logger, LogLevel } from '@shared/logger'

export interface SaidLine {
  level: LogLevel
  message: string
  fields: LogFields
}

export function createLineLog(): { log: Logger; lines: SaidLine[] } {
  const lines: SaidLine[] = []
  const say =
    (level: LogLevel): Logger[LogLevel] =>
    (message, fields = {}) =>
      void lines.push({ level, message, fields })
  return { log: { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') }, lines }
}
