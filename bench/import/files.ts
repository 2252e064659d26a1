// The photos of the other benchmarks as JSON, as lines and as CSV: the same rows in each.
import { closeSync, openSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { PHOTOS, photo } from '../app/photos'

export const formats = ['json', 'ndjson', 'csv'] as const
export type Format = (typeof formats)[number]

const ROWS_A_WRITE = 10_000

export function fileOf(folder: string, format: Format): string {
  return join(folder, `photos.${format}`)
}

/** Returns the bytes of each. */
export function writeFiles(folder: string): Record<Format, number> {
  for (const format of formats) writeOne(fileOf(folder, format), format)
  return { json: bytesOf(folder, 'json'), ndjson: bytesOf(folder, 'ndjson'), csv: bytesOf(folder, 'csv') }
}

const bytesOf = (folder: string, format: Format): number => statSync(fileOf(folder, format)).size

function writeOne(path: string, format: Format): void {
  const file = openSync(path, 'w')
  writeSync(file, format === 'json' ? '[' : format === 'csv' ? `${Object.keys(photo(1)).join(',')}\n` : '')
  const between = format === 'json' ? ',' : '\n'
  for (let from = 1; from <= PHOTOS; from += ROWS_A_WRITE) {
    const count = Math.min(ROWS_A_WRITE, PHOTOS - from + 1)
    const rows = Array.from({ length: count }, (_, at) => photo(from + at))
    const lines = rows.map((row) => (format === 'csv' ? Object.values(row).join(',') : JSON.stringify(row)))
    writeSync(file, (from > 1 && format === 'json' ? ',' : '') + lines.join(between) + (format === 'json' ? '' : '\n'))
  }
  writeSync(file, format === 'json' ? ']' : '')
  closeSync(file)
}
