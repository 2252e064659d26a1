// Files with something very large in them: imported by the real handler, and never held whole (IMP-3, IMP-11, F167). They are written piece by
// piece, so that what is measured is the import.
import { appendFileSync, closeSync, openSync, writeSync } from 'node:fs'
import { plainJson } from '@shared/imports'
import type { Outcome } from '@shared/jobs/outcome'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  csvReading,
  endedWith,
  type ImportWorld,
  linesReading,
  openImportWorld,
} from '../../testing/imports/importWorld'

const MIB = 1024 * 1024
/** A record of 16 MiB in a window that doubles, with the windows that it outgrew. A line of 100 MB held whole takes more than twice as much. */
const MOST_HELD_BYTES = 96 * MIB

let world: ImportWorld
beforeEach(() => {
  world = openImportWorld()
})
afterEach(() => world.close())

/** `bytes` of `piece` between two texts. */
function write(before: string, piece: string, bytes: number, after: string): void {
  const file = openSync(world.at('file'), 'w')
  const many = Buffer.alloc(MIB, piece)
  writeSync(file, before)
  for (let left = bytes; left > 0; left -= many.length) writeSync(file, many, 0, Math.min(left, many.length))
  writeSync(file, after)
  closeSync(file)
}

/** How the import ended, and the most that it held at any of its turns. */
async function measured(run: () => Promise<Outcome>): Promise<{ outcome: Outcome; heldBytes: number }> {
  const held = (): number => {
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }
  const before = held()
  let most = before
  let isOver = false
  const look = (): void => {
    most = Math.max(most, held())
    if (!isOver) setImmediate(look)
  }
  look()
  const outcome = await run()
  isOver = true
  return { outcome, heldBytes: most - before }
}

describe('IMP-11 a line of 100 MB', () => {
  it.each([
    ['CSV', csvReading, 'a,b\n1,2\n', '\n3,4\n', 3],
    ['CSV between quotes', csvReading, 'a,b\n1,2\n"', '"\n3,4\n', 3],
    ['JSON lines', linesReading, '{"a":1}\n"', '"\n{"a":3}\n', 2],
  ])(
    'IMP-3 F167 of %s is set aside without being held, and the rest is read',
    async (_name, reading, before, after, line) => {
      write(before, 'x', 100 * MIB, after)
      const { outcome, heldBytes } = await measured(() => world.run({ reading }))
      expect(outcome).toEqual(endedWith(2, 1))
      expect(world.query('select line, code, bytes > 100000000, text from _rejects')).toEqual([
        [line, 'record_too_large', 1, null],
      ])
      appendFileSync('/tmp/defects/held.txt', String([heldBytes / MIB]) + '\n')
      expect(heldBytes).toBeLessThan(MOST_HELD_BYTES)
    },
    60_000,
  )

  it('IMP-3 F167 of JSON is a record that is set aside without being held, or all of the records', async () => {
    write('[{"a":1},"', 'x', 100 * MIB, '",{"a":3}]')
    const one = await measured(() => world.run({ reading: plainJson }))
    expect(one.outcome).toEqual(endedWith(2, 1))
    write('[{"a":0}', `,{"a":"${'y'.repeat(16_375)}"}`, 100 * MIB, ']')
    const all = await measured(() => world.run({ reading: plainJson, table: 'u' }))
    expect(all.outcome).toEqual(endedWith(1 + 100 * 64))
    appendFileSync('/tmp/defects/held.txt', String([one.heldBytes / MIB, all.heldBytes / MIB]) + '\n')
    expect(Math.max(one.heldBytes, all.heldBytes)).toBeLessThan(MOST_HELD_BYTES)
  }, 60_000)
})

describe('IMP-11 a field of 10 MB', () => {
  const long = 'xxxx"\n'.repeat(1_750_000)

  it.each([
    ['CSV', csvReading, `id,text\n1,"${long.replaceAll('"', '""')}"\n2,b\n`],
    ['JSON lines', linesReading, `${JSON.stringify({ id: 1, text: long })}\n{"id":2,"text":"b"}\n`],
    [
      'JSON',
      plainJson,
      JSON.stringify([
        { id: 1, text: long },
        { id: 2, text: 'b' },
      ]),
    ],
  ])('of %s is kept whole', async (_name, reading, content) => {
    expect(await world.imported(content, { reading })).toEqual(endedWith(2))
    expect(world.query('select length(text), substr(text, -3) from t order by rowid')).toEqual([
      [10_500_000, 'x"\n'],
      [1, 'b'],
    ])
  })
})

describe('IMP-11 a row of 2,000 fields', () => {
  const names = Array.from({ length: 2_000 }, (_, index) => `c${index}`)
  const object = JSON.stringify(Object.fromEntries(names.map((name, index) => [name, index])))

  it.each([
    ['CSV', csvReading, `${names.join(',')}\n${names.map((_, index) => index).join(',')}\n`],
    ['JSON lines', linesReading, `${object}\n`],
    ['JSON', plainJson, `[${object}]`],
  ])('of %s keeps every value', async (_name, reading, content) => {
    expect(await world.imported(content, { reading })).toEqual(endedWith(1))
    expect(world.query("select c0, c199, json_extract(_raw, '$.c200'), json_extract(_raw, '$.c1999') from t")).toEqual([
      [0, 199, 200, 1999],
    ])
  })

  it('is refused where there are more columns than anybody meant', async () => {
    expect(await world.imported(`${'a,'.repeat(30_000)}b\n`)).toMatchObject({
      error: { code: 'file_too_many_columns' },
    })
  })
})
