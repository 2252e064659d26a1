// The bytes of one request.
import { usualDestination } from '@shared/destinations'
import type { TakenItem } from '@shared/outbox'
import { describe, expect, it } from 'vitest'
import { fileBody, recordBody } from './requestBody'

const item: TakenItem = {
  id: 'i',
  key: '0190-ab',
  entity: null,
  body: '{ "n": 1.0 }',
  file: null,
  sha256: '',
  attempts: 0,
  maybeArrived: false,
}
const text = (body: Uint8Array): string => Buffer.from(body).toString('utf8')

describe('the body of a request', () => {
  it.each([0, 1, 17])(
    'OUT-2 is the record as it was written, its key in the header that was chosen, after %i tries as well',
    (attempts) => {
      const again = { ...item, attempts, maybeArrived: attempts > 1 }
      const sent = recordBody(again, { ...usualDestination, key: { in: 'header', name: 'X-Once' } })
      expect(text(sent.body)).toBe('{ "n": 1.0 }')
      expect(sent.custom).toEqual({ 'X-Once': '0190-ab' })
      expect(sent.headers).toEqual({ 'content-type': 'application/json' })
    },
  )

  it.each([
    ['{ "n": 1.0 }', '{"client":"0190-ab", "n": 1.0 }'],
    ['{}', '{"client":"0190-ab"}'],
    ['[1]', '[1]'],
  ])('OUT-2 has its key in front of its own fields where the server wants it there: %s', (body, expected) => {
    const sent = recordBody({ ...item, body }, { ...usualDestination, key: { in: 'body', name: 'client' } })
    expect(text(sent.body)).toBe(expected)
    expect(sent.custom).toEqual({})
  })

  it('OUT-2 OUT-15 is a file as it is, or as a form that is the same on every attempt', () => {
    const file = { file: 'f', fileName: 'a "b"\r\n.png', contentType: 'image/png', bytes: 2, sha256: '' }
    const raw = fileBody(item, file, Buffer.from('ab'), usualDestination)
    expect([text(raw.body), raw.headers]).toEqual(['ab', { 'content-type': 'image/png' }])
    const form = fileBody(item, file, Buffer.from('ab'), { ...usualDestination, filesAs: 'form' })
    expect(form.headers['content-type']).toBe('multipart/form-data; boundary=lull-0190ab')
    expect(text(form.body)).toBe(
      '--lull-0190ab\r\nContent-Disposition: form-data; name="file"; filename="a %22b%22%0D%0A.png"\r\nContent-Type: image/png\r\n\r\nab\r\n--lull-0190ab--\r\n',
    )
    expect(form).toEqual(fileBody(item, file, Buffer.from('ab'), { ...usualDestination, filesAs: 'form' }))
  })

  it('a file carries its key in the usual header where records carry it in a field', () => {
    const file = { file: 'f', fileName: 'a', contentType: 'text/plain', bytes: 0, sha256: '' }
    const sent = fileBody(item, file, Buffer.alloc(0), { ...usualDestination, key: { in: 'body', name: 'c' } })
    expect(sent.custom).toEqual({ 'Idempotency-Key': '0190-ab' })
  })
})
