// Computation `format.json`: sets JSON out over lines without reading it into values, so that every digit, escape and repeated name stays
// as it was written. Whether it is JSON at all JSON.parse says first.
import { type Computation, ComputeRefused } from './computation'

/** More than this is nobody's to read on a screen. */
export const MOST_FORMATTED = 16 * 1024 * 1024
const INDENT = '  '

export const formatJson: Computation<'format.json'> = async ({ input: { text, mostCharacters } }) => {
  if (text.length > MOST_FORMATTED) throw new ComputeRefused('format_too_large', 'The text is too long to be set out.')
  try {
    JSON.parse(text)
  } catch {
    throw new ComputeRefused('format_not_json', 'The text is not JSON.')
  }
  return layOut(text, mostCharacters)
}

/** @param text valid JSON. At most `mostCharacters` come back. */
export function layOut(text: string, mostCharacters: number): { text: string; isCut: boolean } {
  const parts: string[] = []
  let length = 0
  let depth = 0
  let at = skipSpace(text, 0)
  while (at < text.length && length <= mostCharacters) {
    const end = tokenEnd(text, at)
    const token = text.slice(at, end)
    at = skipSpace(text, end)
    const isEmpty = (token === '{' && text[at] === '}') || (token === '[' && text[at] === ']')
    if (token === '}' || token === ']') depth--
    else if ((token === '{' || token === '[') && !isEmpty) depth++
    const part = isEmpty ? token + text[at] : laidOut(token, depth)
    if (isEmpty) at = skipSpace(text, at + 1)
    parts.push(part)
    length += part.length
  }
  const all = parts.join('')
  if (at >= text.length && length <= mostCharacters) return { text: all, isCut: false }
  return { text: all.slice(0, wholeCharacters(all, mostCharacters)), isCut: true }
}

/** A token with the space around it. `depth` is that inside an opening sign, and that around a closing one. */
function laidOut(token: string, depth: number): string {
  if (token === ':') return ': '
  if (token === '}' || token === ']') return lineBreak(depth) + token
  return token === '{' || token === '[' || token === ',' ? token + lineBreak(depth) : token
}

const lineBreak = (depth: number): string => `\n${INDENT.repeat(depth)}`

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && text.charCodeAt(at) <= 0x20) at++
  return at
}

/** A string with its quotes, a number or word, or one sign. */
function tokenEnd(text: string, from: number): number {
  const first = text[from] ?? ''
  if (first === '"') return stringEnd(text, from)
  if ('{}[],:'.includes(first)) return from + 1
  let at = from
  while (at < text.length && !'{}[],:" \t\r\n'.includes(text[at] ?? '')) at++
  return Math.max(at, from + 1)
}

function stringEnd(text: string, from: number): number {
  let at = from + 1
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote === -1) return text.length
    let escapes = 0
    while (text[quote - 1 - escapes] === '\\') escapes++
    if (escapes % 2 === 0) return quote + 1
    at = quote + 1
  }
}

/** Never between the two halves of a surrogate pair. */
function wholeCharacters(text: string, most: number): number {
  const last = text.charCodeAt(most - 1)
  return last >= 0xd800 && last < 0xdc00 ? most - 1 : most
}
