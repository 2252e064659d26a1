// Makes any text fit for a log line: at most 4 KB, on one line, nothing a terminal would obey, and without what looks like a
// secret (F210). Patterns are the second net only: secrets travel as the class Secret, which never prints (S31).

import type { LogLine } from '@shared/jobs/runLog'
import type { LogFields } from '@shared/logger'

const LONGEST_BYTES = 4_096
const CUT = '…[cut]'

const secretName =
  '[\\w-]*(?:token|secret|password|passwd|pwd|api[-_]?key)|x-amz-[a-z-]+|x-auth-[a-z-]+|(?:set-)?cookie|(?:proxy-)?authorization'

/** Each keeps its first group, if it has one, and hides the rest. */
const patterns: readonly RegExp[] = [
  // A header line is hidden to its end: a cookie goes on after the first semicolon.
  /(\b(?:set-cookie|cookie|(?:proxy-)?authorization)["']?\s*[:=]\s*["']?)[^"'\r\n]+/gi,
  /\b((?:Bearer|Basic|Digest)\s+)[A-Za-z0-9._~+/=:-]{6,}/gi,
  /\beyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?/g,
  /\b(?:gh[pousr]_|github_pat_|glpat-|sk-|xox[abprs]-)[A-Za-z0-9_-]{10,}/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]*:[^\s/@]*@/gi,
  /([?&;](?:key|sig|signature|code)=)[^\s"'&;]+/gi,
  new RegExp(`((?:^|[^\\w-])["']?(?:${secretName})["']?\\s*[=:]\\s*["']?)[^\\s"'&;,})\\]]+`, 'gi'),
]

export function redacted(text: string): string {
  return patterns.reduce((kept, pattern) => kept.replace(pattern, hide), text)
}

function hide(_match: string, kept: unknown): string {
  return `${typeof kept === 'string' ? kept : ''}[secret]`
}

/** Whether a field of this name holds a secret whatever its value looks like. */
export function isSecretName(name: string): boolean {
  return new RegExp(`^(?:${secretName})$`, 'i').test(name)
}

export function cleanText(text: string): string {
  return cut(escaped(redacted(cut(text.toWellFormed()))))
}

function cut(text: string): string {
  if (text.length * 3 <= LONGEST_BYTES || Buffer.byteLength(text) <= LONGEST_BYTES) return text
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(LONGEST_BYTES - CUT.length * 3))
  return `${text.slice(0, read)}${CUT}`
}

// Control characters, line separators, and the marks that turn the direction of text.
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

function escaped(text: string): string {
  return text.replace(unprintable, (mark) => {
    if (mark === '\n') return '\\n'
    if (mark === '\r') return '\\r'
    if (mark === '\t') return '\\t'
    return `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

export type CleanFields = Record<string, string | number | boolean | null>

/** Types vanish at a process's edge, so whatever comes is made flat and printable. */
export function cleanFields(fields: LogFields | undefined): CleanFields {
  const entries = Object.entries(fields ?? {}).flatMap(([name, value]: [string, unknown]) => {
    if (value === undefined) return []
    return [[cleanText(name), cleanValue(name, value)] as const]
  })
  return Object.fromEntries(entries)
}

function cleanValue(name: string, value: unknown): string | number | boolean | null {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
  if (isSecretName(name)) return '[secret]'
  return cleanText(typeof value === 'string' ? value : asText(value))
}

function asText(value: unknown): string {
  if (value instanceof Error) return value.stack ?? value.message
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return '[unprintable]'
  }
}

/** A line that is kept with its run, as the app's own log has it. */
export function cleanLine({ at, level, message, fields }: LogLine): LogLine {
  // Whoever hands it over has left out what says nothing, and cleaning brings nothing of that kind.
  return { at, level, message: cleanText(message), fields: cleanFields(fields) as LogLine['fields'] }
}
