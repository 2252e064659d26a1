// Calls D-Bus methods from a test by way of the gdbus command, and reads what comes back.
// What is called, and on which service, is desktop.ts's.
import { execFileSync } from 'node:child_process'

export type Bus = 'session' | 'system'

export interface Target {
  bus: Bus
  name: string
  path: string
}

/**
 * One method call, waited for. Arguments are in GVariant text ('<uint32 2>'). Returns the reply in GVariant text.
 * Throws with the service's message where it answers with an error, or after 5 s.
 */
export function callMethod(target: Target, method: string, ...args: string[]): string {
  const where = ['call', `--${target.bus}`, '--timeout', '5', '--dest', target.name, '--object-path', target.path]
  return execFileSync('gdbus', [...where, '--method', method, '--', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** A call whose reply is one string holding JSON. */
export function callForJson(target: Target, method: string, ...args: string[]): unknown {
  return JSON.parse(unquoted(callMethod(target, method, ...args)))
}

/** The text inside ('...',), which is how gdbus prints a reply of one string. */
function unquoted(reply: string): string {
  const inner = /^\((['"])((?:[^\\]|\\.)*)\1,\)$/s.exec(reply.trim())?.[2]
  if (inner === undefined) throw new Error(`Not a reply of one string: ${reply}`)
  return inner.replaceAll(/\\(u[0-9a-f]{4}|.)/gs, (_whole, escaped: string) => {
    if (escaped.length === 5) return String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
    return { n: '\n', t: '\t', r: '\r' }[escaped] ?? escaped
  })
}

/** A string as GVariant text. */
export function text(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
