// Decides the bytes of one request and the headers that describe them: the record as it is stored, with its key as a field where the
// destination wants that, or the file, as it is or as a form. The same item gives the same bytes on every attempt (OUT-2).
import type { Destination } from '@shared/destinations'
import type { PayloadFile, TakenItem } from '@shared/outbox'

export interface RequestBody {
  body: Uint8Array
  headers: Record<string, string>
  /** Headers named by the person. */
  custom: Record<string, string>
}

export type BodySettings = Pick<Destination, 'key' | 'filesAs'>

export function recordBody(item: TakenItem, { key }: BodySettings): RequestBody {
  const text = key.in === 'body' ? withField(item.body, key.name, item.key) : item.body
  return {
    body: Buffer.from(text, 'utf8'),
    headers: { 'content-type': 'application/json' },
    custom: keyHeader(item, key),
  }
}

export function fileBody(item: TakenItem, file: PayloadFile, bytes: Uint8Array, settings: BodySettings): RequestBody {
  // A file has no fields: its key goes into the usual header.
  const place = settings.key.in === 'body' ? { in: 'header' as const, name: 'Idempotency-Key' } : settings.key
  const custom = keyHeader(item, place)
  if (settings.filesAs === 'raw') return { body: bytes, headers: { 'content-type': file.contentType }, custom }
  // From the key, so that a repeat is the same to the byte.
  const boundary = `lull-${item.key.replaceAll(/[^0-9A-Za-z]/g, '')}`
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${quoted(file.fileName)}"\r\nContent-Type: ${file.contentType}\r\n\r\n`
  return {
    body: Buffer.concat([Buffer.from(head, 'utf8'), bytes, Buffer.from(`\r\n--${boundary}--\r\n`, 'utf8')]),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    custom,
  }
}

function keyHeader(item: TakenItem, key: Destination['key']): Record<string, string> {
  return key.in === 'header' ? { [key.name]: item.key } : {}
}

/** As browsers write it (WHATWG form encoding). */
function quoted(name: string): string {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22')
}

/** In front of the record's own fields, so that every number and every space of it stays as it was written. */
function withField(body: string, name: string, key: string): string {
  const open = body.search(/\S/)
  if (body[open] !== '{') return body
  const rest = body.slice(open + 1)
  const isEmpty = /^\s*\}/.test(rest)
  return `${body.slice(0, open)}{${JSON.stringify(name)}:${JSON.stringify(key)}${isEmpty ? '' : ','}${rest}`
}
