// Reading a file step by step: no further ahead than a step needs, and with the hash of all of it wherever the reading began.
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { plainJson, type Reading } from '@shared/imports'
import { describe, expect, it } from 'vitest'
import { seeded } from '../../testing/imports/killedImport'
import type { ImportFile } from './importFile'
import { type ImportSteps, openImportSteps } from './importSteps'
import { type RowStep, theStart } from './rowSteps'

const PIECE_BYTES = 256 * 1024
const ROWS = 60_000

/** A file in memory that says how far it was read. */
function fileOf(content: Buffer): ImportFile & { asked: () => number } {
  let asked = 0
  return {
    identity: 'one',
    bytes: content.length,
    async *pieces(offset) {
      for (let at = offset; at < content.length; at += PIECE_BYTES) {
        const piece = content.subarray(at, at + PIECE_BYTES)
        asked = Math.max(asked, at + piece.length)
        yield piece
      }
    },
    isUnchanged: async () => true,
    close: async () => {},
    asked: () => asked,
  }
}

const random = seeded(3)
const word = (): string => random().toString(36).slice(2).padEnd(8, 'z')
/** Packed it is still more than half of its size. */
const noise = Array.from({ length: ROWS }, () => word() + word() + word() + word() + word())
const texts: Readonly<Record<Reading['format'], string>> = {
  csv: `a\n${noise.join('\n')}\n`,
  ndjson: noise.map((a) => JSON.stringify({ a })).join('\n'),
  json: JSON.stringify(noise.map((a) => ({ a }))),
}
const columns = [{ name: 'a', type: 'text' as const, isChosen: false }]

const readings: [name: string, Reading, Buffer][] = (['csv', 'ndjson', 'json'] as const).flatMap((format) => {
  const reading = { ...plainJson, format }
  const text = texts[format]
  return [
    [`${format} as it is`, reading, Buffer.from(text)],
    [`${format} packed`, { ...reading, isGzip: true }, gzipSync(text, { level: 1 })],
    [`${format} in UTF-16`, { ...reading, encoding: 'utf-16le' as const }, Buffer.from(text, 'utf16le')],
  ]
})

const open = (file: ImportFile, reading: Reading, from = theStart): ImportSteps =>
  openImportSteps(file, reading, reading.format === 'csv' ? columns : null, from)

async function restOf(steps: ImportSteps): Promise<RowStep[]> {
  const all: RowStep[] = []
  for (let step = await steps.next(); step; step = await steps.next()) all.push(step)
  return all
}

describe('the steps of a file', () => {
  it.each(readings)('IMP-3 are read no further ahead than needed: %s', async (_name, reading, content) => {
    const file = fileOf(content)
    const steps = open(file, reading)
    const first = await steps.next()
    expect(first?.rows?.count).toBeGreaterThan(0)
    expect(file.asked()).toBeLessThanOrEqual(4 * PIECE_BYTES)
    expect(content.length).toBeGreaterThan(5 * PIECE_BYTES)
    await steps.close()
  })

  it.each(readings)(
    'IMP-7 IMP-8 go on behind any of them, and then have the same hash: %s',
    async (_name, reading, content) => {
      const whole = open(fileOf(content), reading)
      const all = await restOf(whole)
      expect(all.at(-1)?.nextIndex).toBe(ROWS)
      expect(whole.hash()).toBe(createHash('sha256').update(content).digest('hex'))
      const half = all[Math.floor(all.length / 2)] ?? theStart
      const rest = open(fileOf(content), reading, half)
      const behind = await restOf(rest)
      expect(behind[0]?.rows?.position(0)).toBe(half.nextIndex)
      expect(behind.reduce((sum, { rows }) => sum + (rows?.count ?? 0), half.nextIndex)).toBe(ROWS)
      expect(rest.hash()).toBe(createHash('sha256').update(content).digest('hex'))
    },
  )
})
