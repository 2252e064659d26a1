// 211,640 photo records, about 35 MB of JSON, the same at every run.
import { closeSync, openSync, writeSync } from 'node:fs'

export const PHOTOS = 211_640

const words = 'quiet harbour morning light over slate roofs and the last ferry leaving without a sound'.split(' ')
const RECORDS_A_WRITE = 10_000

/** Writes the array to `path`. Returns its size in bytes. */
export function writePhotos(path: string): number {
  const file = openSync(path, 'w')
  let bytes = writeSync(file, '[')
  for (let from = 0; from < PHOTOS; from += RECORDS_A_WRITE) {
    const count = Math.min(RECORDS_A_WRITE, PHOTOS - from)
    const records = Array.from({ length: count }, (_, at) => JSON.stringify(photo(from + at + 1)))
    bytes += writeSync(file, (from === 0 ? '' : ',') + records.join(','))
  }
  bytes += writeSync(file, ']')
  closeSync(file)
  return bytes
}

/** The same for the same id. */
export function photo(id: number): Record<string, string | number> {
  // A number that looks like a colour, and is the same for the same id.
  const colour = (Math.imul(id, 0x9e3779b1) >>> 8).toString(16).padStart(6, '0').slice(0, 6)
  const title = Array.from({ length: 5 }, (_, at) => words[(id * (at + 3)) % words.length]).join(' ')
  return {
    albumId: Math.ceil(id / 50),
    id,
    title,
    url: `https://photos.example/600/${colour}`,
    thumbnailUrl: `https://photos.example/150/${colour}`,
  }
}
