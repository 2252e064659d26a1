// Which encoding the bytes of a file are in, and how they become UTF-8, which is all the readers know (IMP-2). UTF-8 itself passes untouched:
// whether it is valid is looked at record by record, and never repaired (F165).
import { isUtf8 } from 'node:buffer'
import type { ImportEncoding } from '@shared/imports'

/** Beyond this share of every second byte, NULs are the upper halves of Latin letters. */
const NUL_SHARE = 0.3

/** By byte order mark, then by NULs, then by whether it is valid UTF-8. `isWhole`: the bytes are all there are. */
export function detectEncoding(bytes: Uint8Array, isWhole: boolean): ImportEncoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const pairs = Math.floor(bytes.length / 2)
  const nuls = [0, 0]
  for (let at = 0; at < pairs * 2; at++) if (bytes[at] === 0) nuls[at % 2] = (nuls[at % 2] as number) + 1
  const [even = 0, odd = 0] = nuls
  if (pairs > 1 && odd > pairs * NUL_SHARE && even < odd / 4) return 'utf-16le'
  if (pairs > 1 && even > pairs * NUL_SHARE && odd < even / 4) return 'utf-16be'
  return isUtf8(isWhole ? bytes : bytes.subarray(0, wholeCharacters(bytes))) ? 'utf-8' : 'windows-1252'
}

/** Without the character that the end may have cut. */
function wholeCharacters(bytes: Uint8Array): number {
  let end = bytes.length
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number
    if ((byte & 0xc0) === 0xc0) return bytes.length - back
    if ((byte & 0x80) === 0) return end
  }
  return (end -= Math.min(3, bytes.length))
}

/** The pieces as UTF-8. A byte order mark goes; half a UTF-16 character at the end becomes U+FFFD, as there is no other way to say it. */
export async function* asUtf8(
  pieces: AsyncIterable<Uint8Array>,
  encoding: Exclude<ImportEncoding, 'utf-8'>,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding)
  for await (const piece of pieces) {
    const text = decoder.decode(piece, { stream: true })
    if (text !== '') yield Buffer.from(text, 'utf8')
  }
  const rest = decoder.decode()
  if (rest !== '') yield Buffer.from(rest, 'utf8')
}
