// Bringing records and files in, over real files, with an outbox that remembers how far it came.
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OutboxAddInput } from '@shared/jobs/kinds/outboxAdd'
import { LARGEST_FILE_BYTES, type NewOutboxItem } from '@shared/outbox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bringIn, type IntakePorts } from './intake'
import { payloadFolder, readPayload, sweepPayloads } from './payloads'

let root: string
let folder: string
let stored: NewOutboxItem[]
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lull-intake-'))
  folder = payloadFolder({ spool: join(root, 'spool') })
  stored = []
})
afterEach(() => rmSync(root, { recursive: true }))

/** As main: what was taken before is known. `diesAt`: the process ends after so many. */
function ports(diesAt = Number.POSITIVE_INFINITY): IntakePorts {
  return {
    async takeIn({ from, items }) {
      if (items.length === 0) return { taken: stored.length }
      expect(from).toBe(stored.length)
      stored.push(...items)
      if (stored.length >= diesAt) throw new Error('killed')
      return { taken: stored.length }
    },
    folder,
    signal: new AbortController().signal,
    told: () => undefined,
  }
}

function fileOf(name: string, content: string | Uint8Array): { path: string; name: string } {
  const path = join(root, name)
  writeFileSync(path, content)
  return { path, name }
}

function input(as: 'records' | 'files', files: { path: string; name: string }[], entityField?: string): OutboxAddInput {
  return { destinationId: 'd', entityField: entityField ?? null, what: { type: 'files', files, as } }
}

describe('records', () => {
  it('are one item each, exactly as written, over several files', async () => {
    const files = [fileOf('a.json', '[{"id":1.0},{"id":2}]'), fileOf('b.json', '{"id":3}')]
    expect(await bringIn(ports(), input('records', files, 'id'))).toEqual({ type: 'succeeded', output: { added: 3 } })
    expect(stored.map(({ body, label, entity }) => [body, label, entity])).toEqual([
      ['{"id":1.0}', 'a.json 1', '1'],
      ['{"id":2}', 'a.json 2', '2'],
      ['{"id":3}', 'b.json 3', '3'],
    ])
  })

  it('OUT-1 come once each when the worker is killed in between', async () => {
    const records = Array.from({ length: 1_000 }, (_, n) => JSON.stringify({ n })).join('\n')
    const files = [fileOf('many.ndjson', records)]
    await expect(bringIn(ports(400), input('records', files))).rejects.toThrow('killed')
    expect(stored).toHaveLength(400)
    expect(await bringIn(ports(), input('records', files))).toMatchObject({
      type: 'succeeded',
      output: { added: 1_000 },
    })
    expect(stored.map(({ body }) => body).join('\n')).toBe(records)
  })

  it('F160 before a mistake are kept, and it is said where it is', async () => {
    const outcome = await bringIn(ports(), input('records', [fileOf('a.json', '[{"a":1},{"a":2},{a}]')]))
    expect(outcome).toMatchObject({
      type: 'failed',
      error: { code: 'outbox_bad_json', details: { name: 'a.json', offset: 17, taken: 2 } },
    })
    expect(stored).toHaveLength(2)
  })

  it('of a file that is gone are none, and it is said by name', async () => {
    const outcome = await bringIn(ports(), input('records', [{ path: join(root, 'no.json'), name: 'no.json' }]))
    expect(outcome).toMatchObject({
      type: 'failed',
      error: { code: 'outbox_file_missing', details: { name: 'no.json' } },
    })
  })
})

describe('files', () => {
  it('OUT-15 are copied whole into the outbox’s own folder, with their digest', async () => {
    const content = Buffer.alloc(700_000, 7)
    await bringIn(ports(), input('files', [fileOf('a.png', content)]))
    const [item] = stored
    expect(item).toMatchObject({ body: '', label: 'a.png', file: { contentType: 'image/png', bytes: 700_000 } })
    const file = item!.file!
    expect(await readPayload(folder, file)).toEqual(content)
    expect(statSync(join(folder, file.file)).mode & 0o777).toBe(0o600)
  })

  it('F57 that are no longer what was copied are not read', async () => {
    await bringIn(ports(), input('files', [fileOf('a.txt', 'abc')]))
    const file = stored[0]!.file!
    writeFileSync(join(folder, file.file), 'abd')
    expect(await readPayload(folder, file)).toBeNull()
    rmSync(join(folder, file.file))
    expect(await readPayload(folder, file)).toBeNull()
  })

  it('over 16 MB are refused by name, and those before are kept', async () => {
    const big = fileOf('big.bin', '')
    truncateSync(big.path, LARGEST_FILE_BYTES + 1)
    const outcome = await bringIn(ports(), input('files', [fileOf('a.txt', 'a'), big]))
    expect(outcome).toMatchObject({ type: 'failed', error: { code: 'outbox_file_too_large', details: { taken: 1 } } })
    expect(readdirSync(folder)).toHaveLength(1)
  })

  it('OUT-1 come once each over attempts, and leave no copy that nobody needs', async () => {
    const files = [fileOf('a.txt', 'a'), fileOf('b.txt', 'b')]
    await expect(bringIn(ports(1), input('files', files))).rejects.toThrow('killed')
    expect(await bringIn(ports(), input('files', files))).toMatchObject({ output: { added: 2 } })
    expect(stored.map(({ label }) => label)).toEqual(['a.txt', 'b.txt'])
  })

  it('S45 are swept only where nothing needs them, a day later, and only by the names of copies', async () => {
    await bringIn(ports(), input('files', [fileOf('a.txt', 'a'), fileOf('b.txt', 'bb')]))
    writeFileSync(join(folder, 'mine.txt'), 'kept')
    const [needed, other] = stored.map((item) => item.file!.file)
    const inUse = async () => [needed!]
    const now = Date.now()
    expect(await sweepPayloads(folder, now, inUse)).toEqual({ files: 0, freedBytes: 0 })
    for (const name of readdirSync(folder)) utimesSync(join(folder, name), 1, 1)
    expect(await sweepPayloads(folder, now, inUse)).toEqual({ files: 1, freedBytes: 2 })
    expect(readdirSync(folder).toSorted()).toEqual(['mine.txt', needed ?? ''].toSorted())
    expect(other).not.toBe(needed)
  })
})

it('a typed record comes once', async () => {
  const typed: OutboxAddInput = {
    destinationId: 'd',
    entityField: null,
    what: { type: 'record', body: '{"a":1.0}', label: 'Typed' },
  }
  await bringIn(ports(), typed)
  await bringIn(ports(), typed)
  expect(stored).toEqual([{ destinationId: 'd', entity: null, body: '{"a":1.0}', label: 'Typed' }])
})
