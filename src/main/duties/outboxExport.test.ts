// Items written to a file of the person's.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OutboxItemDetail } from '@shared/outbox'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { exportItems } from './outboxExport'

const item: OutboxItemDetail = {
  id: 'a',
  destinationId: 'd',
  entity: null,
  label: 'Late\r\nX-Evil: 1',
  state: 'failed_permanent',
  attempts: 2,
  bytes: 12,
  fileName: null,
  createdAt: 1,
  nextTryAt: null,
  settledAt: null,
  heldBy: null,
  isBehind: false,
  error: null,
  key: 'k-1',
  body: '{ "n": 1.0 }',
  bodyIsCut: false,
  sha256: '',
  request: { method: 'POST', url: 'https://example.org/items', headers: { 'idempotency-key': 'k-1' } },
  answer: null,
  editedFrom: null,
  editedTo: null,
}
const core = {
  outboxItem: async (id: string) => (id === 'gone' ? null : { ...item, id, fileName: id === 'file' ? 'a.pdf' : null }),
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lull-export-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('OUT-11 as JSON, with every record as the text it is', async () => {
  const path = join(folder, 'out.json')
  expect(await exportItems(core, ['a', 'gone', 'b'], 'json', path)).toEqual({ ok: true, value: { written: 2 } })
  const written = JSON.parse(readFileSync(path, 'utf8')) as OutboxItemDetail[]
  expect(written.map(({ id, key, body }) => [id, key, body])).toEqual([
    ['a', 'k-1', '{ "n": 1.0 }'],
    ['b', 'k-1', '{ "n": 1.0 }'],
  ])
  expect(readdirSync(folder)).toEqual(['out.json'])
})

it('OUT-11 as requests, in which no name of an item can begin a header', async () => {
  const path = join(folder, 'out.http')
  await exportItems(core, ['a', 'file'], 'http', path)
  const [first, second] = readFileSync(path, 'utf8').split('### ').slice(1)
  expect(first).toBe('Late X-Evil: 1\nPOST https://example.org/items\nidempotency-key: k-1\n\n{ "n": 1.0 }\n\n')
  expect(second).toContain('\n\n< a.pdf\n')
})

it('says where nothing could be written, and leaves nothing behind', async () => {
  const path = join(folder, 'no', 'out.json')
  expect(await exportItems(core, ['a'], 'json', path)).toMatchObject({ refusal: { code: 'export_not_written' } })
  expect(existsSync(join(folder, 'no'))).toBe(false)
})
