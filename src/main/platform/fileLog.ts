// The app's log: JSON lines in a rotating file, and readable lines to the terminal when there is one to read them. Every text
// is made fit first (cleanText.ts). What is worth a line, and at which level, is for whoever logs.
import type { LogFields, Logger, LogLevel } from '@shared/logger'
import { pino } from 'pino'
import { type CleanFields, cleanFields, cleanText } from './cleanText'
import { openRotatingFile, type RotatingFile, type StoredLog } from './rotatingFile'

const MIB = 1024 ** 2
const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

export interface FileLogOptions {
  dir: string
  /** Whether lines also go to `out`. */
  terminal: boolean
  level: LogLevel
  /** The terminal; absent: the process's own standard error. */
  out?: (line: string) => void
  /** For tests of rotation. */
  maxFileBytes?: number
}

export interface FileLog extends Logger {
  /** Lines of it carry `process: name`. */
  child(name: string): Logger
  /** Put-aside files of this log that the cleaner may delete, oldest first. */
  logsPastCap(): StoredLog[]
  /** Lines a full disk has cost since the last that was written. */
  dropped(): number
  close(): void
}

export function createLogger(options: FileLogOptions): FileLog {
  const maxFileBytes = options.maxFileBytes ?? 2 * MIB
  const file = openRotatingFile(
    { dir: options.dir, name: 'lull', maxFileBytes, softCapBytes: 5 * maxFileBytes, hardCapBytes: 10 * maxFileBytes },
    (lost) =>
      `${JSON.stringify({ level: 'warn', time: new Date().toISOString(), msg: 'lines were lost: the disk refused them', lost })}\n`,
  )
  const out = options.out ?? ((line: string) => void process.stderr.write(line))
  const lines = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    file,
  )
  const write = (level: LogLevel, process: string, message: string, fields: LogFields | undefined): void => {
    if (levels.indexOf(level) < levels.indexOf(options.level)) return
    const text = cleanText(message)
    const kept = cleanFields(fields)
    lines[level]({ ...kept, process }, text)
    if (options.terminal) out(readable(level, process, text, kept))
  }
  return { ...loggerOf('main', write), child: (name) => loggerOf(name, write), ...inventory(file) }
}

type Write = (level: LogLevel, process: string, message: string, fields: LogFields | undefined) => void

function loggerOf(process: string, write: Write): Logger {
  return {
    debug: (message, fields) => write('debug', process, message, fields),
    info: (message, fields) => write('info', process, message, fields),
    warn: (message, fields) => write('warn', process, message, fields),
    error: (message, fields) => write('error', process, message, fields),
  }
}

function inventory(file: RotatingFile): Pick<FileLog, 'logsPastCap' | 'dropped' | 'close'> {
  return { logsPastCap: () => file.pastCap(), dropped: () => file.dropped(), close: () => file.close() }
}

function readable(level: LogLevel, process: string, message: string, fields: CleanFields): string {
  const time = new Date().toISOString().slice(11, 23)
  const details = Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`)
  return `${[time, level.padEnd(5), process.padEnd(7), message, ...details].join(' ')}\n`
}
