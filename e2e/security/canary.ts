// Finds a secret in any form it may have leaked in: as it is, in UTF-16, hex, base64 at each of its three alignments, URL-encoded, and any
// of these inside gzip (S30). Where it is looked for is the test's.
import { randomBytes } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

export interface Needle {
  form: string
  bytes: Buffer
}

/** A token that no other run has had, with characters that URL-encoding changes. */
export function makeCanary(): string {
  return `canary/${randomBytes(18).toString('hex')}+end=`
}

export function needlesOf(secret: string): Needle[] {
  const bytes = Buffer.from(secret)
  const texts: [string, string][] = [
    ['plain', secret],
    ['hex', bytes.toString('hex')],
    ['HEX', bytes.toString('hex').toUpperCase()],
    ['URL-encoded', encodeURIComponent(secret)],
    ['JSON', JSON.stringify(secret).slice(1, -1)],
    ...[0, 1, 2].flatMap((alignment): [string, string][] => {
      const whole = Buffer.concat([Buffer.alloc(alignment), bytes]).toString('base64')
      // The first and last characters also hold bits of what stands before and after.
      const sure = whole.slice(alignment === 0 ? 0 : 4, -4)
      return [
        [`base64, ${alignment}`, sure],
        [`base64url, ${alignment}`, sure.replaceAll('+', '-').replaceAll('/', '_')],
      ]
    }),
  ]
  return texts.flatMap(([form, text]) => [
    { form, bytes: Buffer.from(text) },
    { form: `${form} in UTF-16`, bytes: Buffer.from(text, 'utf16le') },
  ])
}

/** The forms found, none twice. */
export function formsIn(haystack: Buffer, needles: readonly Needle[]): string[] {
  const found = needles.filter(({ bytes }) => haystack.includes(bytes)).map(({ form }) => form)
  return [...new Set([...found, ...unzipped(haystack).flatMap((inside) => formsIn(inside, needles))])]
}

/** Every gzip stream that begins in these bytes. */
function unzipped(bytes: Buffer): Buffer[] {
  const streams: Buffer[] = []
  const magic = Buffer.from([0x1f, 0x8b, 0x08])
  for (let at = bytes.indexOf(magic); at !== -1; at = bytes.indexOf(magic, at + 1)) {
    try {
      streams.push(gunzipSync(bytes.subarray(at), { maxOutputLength: 64 * 1024 * 1024 }))
    } catch {
      // three bytes that only look like one
    }
  }
  return streams
}

/** '<path>: <form>' for each form found in each file below a folder; links are not followed. */
export function leaksIn(folder: string, needles: readonly Needle[]): string[] {
  return filesIn(folder).flatMap((path) => formsIn(readFileSync(path), needles).map((form) => `${path}: ${form}`))
}

export function filesIn(folder: string): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))
  return paths.filter((path) => lstatSync(path, { throwIfNoEntry: false })?.isFile())
}
