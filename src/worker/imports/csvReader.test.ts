// What the records of a CSV text are, however it is cut into pieces: the same as of the whole, and each odd file has a defined result (IMP-11).
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CsvReader, type CsvReaderOptions } from './csvReader'
import type { Aside, Place, RowStep } from './rowSteps'

const commas = { delimiter: ',', quote: '"', escape: '"' }

interface Read {
  rows: (string | null)[][]
  aside: Pick<Aside, 'code' | 'line' | 'byteOffset' | 'position'>[]
  texts: (string | null)[]
  steps: (Place & { positions: number[] })[]
}

function read(text: string | Buffer, options: Partial<CsvReaderOptions> = {}, cuts: readonly number[] = []): Read {
  const bytes = Buffer.from(text)
  const reader = new CsvReader({ dialect: commas, hasHeader: false, columns: ['a', 'b'], ...options })
  const found: Read = { rows: [], aside: [], texts: [], steps: [] }
  const take = (steps: RowStep[]): void => {
    for (const { rows, aside, endOffset, nextIndex, nextLine } of steps) {
      const all = Array.from({ length: rows?.count ?? 0 }, (_, row) => row)
      found.rows.push(...all.map((row) => rows?.value(row) as (string | null)[]))
      const positions = all.map((row) => rows?.position(row) ?? -1)
      found.steps.push({ endOffset, nextIndex, nextLine, positions })
      for (const { code, line, byteOffset, position, text: kept } of aside) {
        found.aside.push({ code, line, byteOffset, position })
        found.texts.push(kept?.toString('utf8') ?? null)
      }
    }
  }
  let from = options.from?.endOffset ?? 0
  for (const cut of [...cuts, bytes.length].filter((at) => at > from)) {
    take(reader.push(bytes.subarray(from, cut)).steps)
    from = cut
  }
  take(reader.finish().steps)
  return found
}

const rows = (text: string, options: Partial<CsvReaderOptions> = {}): (string | null)[][] => read(text, options).rows

describe('IMP-11 a CSV record', () => {
  it.each<[name: string, text: string, found: (string | null)[][]]>([
    [
      'ends with LF, CRLF or CR, mixed',
      'a,b\nc,d\r\ne,f\rg,h',
      [
        ['a', 'b'],
        ['c', 'd'],
        ['e', 'f'],
        ['g', 'h'],
      ],
    ],
    ['may hold delimiters, quotes and line ends between quotes', '"a,1","b\n""2"""\n', [['a,1', 'b\n"2"']]],
    ['tells nothing from nothing between quotes', ',""\n', [[null, '']]],
    ['keeps a quote that is not first', 'a"b,c\n', [['a"b', 'c']]],
    ['keeps NUL, spaces and formulas as they are', 'a\0b, =1+2\n', [['a\0b', ' =1+2']]],
    ['may be empty lines, which are none', '\n\na,b\n\r\n\n', [['a', 'b']]],
    [
      'may end with a delimiter too many',
      'a,b,\nc,d,,\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'keeps letters of any script',
      'é,한글\n"日""本",🙂\n',
      [
        ['é', '한글'],
        ['日"本', '🙂'],
      ],
    ],
    ['comes behind a byte order mark', '\uFEFFa,b\n', [['a', 'b']]],
    ['is none in an empty file', '', []],
  ])('%s', (_name, text, found) => {
    expect(rows(text)).toEqual(found)
  })

  it('has other signs where it is told so', () => {
    const dialect = { delimiter: ';', quote: "'", escape: '\\' }
    expect(rows("'a\\'1;';b\n'c\\\\';d\n", { dialect })).toEqual([
      ["a'1;", 'b'],
      ['c\\', 'd'],
    ])
    expect(rows('"a\tb"\n', { dialect: { delimiter: '\t', quote: null, escape: '"' } })).toEqual([['"a', 'b"']])
  })

  it('is no row where it is the header', () => {
    expect(rows('x,y\na,b\n', { hasHeader: true })).toEqual([['a', 'b']])
    expect(rows('\n"x\n1",y\na,b\n', { hasHeader: true })).toEqual([['a', 'b']])
    expect(rows('x,y\n', { hasHeader: true })).toEqual([])
  })
})

describe('IMP-5 a record that is no row', () => {
  it('is set aside with its line, its place and its text, and the next one is read', () => {
    const found = read('a,b\nc\n"d\n",e\nf,g,h\n"i"j,k\nl,m\n')
    expect(found.rows).toEqual([
      ['a', 'b'],
      ['d\n', 'e'],
      ['l', 'm'],
    ])
    expect(found.aside).toEqual([
      { code: 'too_few_cells', line: 2, byteOffset: 4, position: 1 },
      { code: 'too_many_cells', line: 5, byteOffset: 13, position: 3 },
      { code: 'bad_quotes', line: 6, byteOffset: 19, position: 4 },
    ])
    expect(found.texts).toEqual(['c', 'f,g,h', '"i"j,k'])
  })

  it('F165 is one with bytes that are not UTF-8, and it alone', () => {
    const text = Buffer.concat([Buffer.from('a,b\nc,'), Buffer.from([0xff]), Buffer.from('\né,f\n')])
    const found = read(text)
    expect(found.rows).toEqual([
      ['a', 'b'],
      ['é', 'f'],
    ])
    expect(found.aside).toEqual([{ code: 'not_utf8', line: 2, byteOffset: 4, position: 1 }])
  })

  it('F174 is the line of a quote that is never closed, not the rest of the file', () => {
    const found = read('a,b\n"c,d\ne,f\ng,h\n')
    expect(found.rows).toEqual([
      ['a', 'b'],
      ['e', 'f'],
      ['g', 'h'],
    ])
    expect(found.aside).toEqual([{ code: 'unclosed_quote', line: 2, byteOffset: 4, position: 1 }])
    const long = `"c,d\n${'e,f\n'.repeat(5_000)}`
    const limited = read(long, { recordLimitBytes: 2_000 }, [1_000, 3_000, 5_000, 9_000])
    expect(limited.rows).toHaveLength(5_000)
    expect(limited.aside).toMatchObject([{ code: 'unclosed_quote', line: 1 }])
  })

  it('F167 is a line past the limit, which is never held', () => {
    const text = `a,b\n${'x'.repeat(5_000)}\nc,d\n`
    const cuts = Array.from({ length: 50 }, (_, at) => at * 100)
    const found = read(text, { recordLimitBytes: 1_000 }, cuts)
    expect(found.rows).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
    expect(found.aside).toEqual([{ code: 'record_too_large', line: 2, byteOffset: 4, position: 1 }])
    expect(found.texts).toEqual([null])
  })
})

const cell = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom('', '"', 'a"b', '\n', '\r\n', 'x,y', 'é', '한', '"quoted"', '0'),
)
const line = fc.array(cell, { minLength: 1, maxLength: 4 })
const end = fc.constantFrom('\n', '\r\n', '\r')
const written = (cells: readonly string[]): string =>
  cells.map((one) => (/[",\r\n]/.test(one) ? `"${one.replaceAll('"', '""')}"` : one)).join(',')

describe('IMP-7 a reading', () => {
  it('gives the same records, whatever the pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(line, end), { maxLength: 12 }),
        fc.array(fc.nat(300), { maxLength: 6 }),
        (made, cuts) => {
          const text = made.map(([cells, lineEnd]) => written(cells) + lineEnd).join('')
          const sorted = cuts.filter((cut) => cut < Buffer.byteLength(text)).toSorted((a, b) => a - b)
          const whole = read(text)
          const cut = read(text, {}, sorted)
          expect(cut.rows).toEqual(whole.rows)
          expect(cut.aside.toSorted((a, b) => a.position - b.position)).toEqual(
            whole.aside.toSorted((a, b) => a.position - b.position),
          )
          const meant = made.map(([cells]) => cells).filter((cells) => isRow(cells))
          expect(whole.rows.map((row) => row.map((one) => one ?? ''))).toEqual(meant.map((cells) => cells.slice(0, 2)))
        },
      ),
      { seed: 7, numRuns: 300 },
    )
  })

  it('goes on behind any of its steps, and gives what the whole gives', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(line, end), { minLength: 2, maxLength: 12 }), fc.nat(200), (made, cut) => {
        const text = made.map(([cells, lineEnd]) => written(cells) + lineEnd).join('')
        const whole = read(text)
        const first = read(text, {}, [Math.min(cut, Buffer.byteLength(text))])
        for (const { endOffset, nextIndex, nextLine } of first.steps) {
          const rest = read(text, { from: { endOffset, nextIndex, nextLine } })
          const before = first.steps.filter((step) => step.endOffset <= endOffset).flatMap(({ positions }) => positions)
          expect([...whole.rows.slice(0, before.length), ...rest.rows]).toEqual(whole.rows)
          expect(rest.aside).toEqual(whole.aside.filter(({ position }) => position >= nextIndex))
        }
      }),
      { seed: 7, numRuns: 300 },
    )
  })
})

/** Two cells, and behind them only nothing. */
const isRow = (cells: readonly string[]): boolean => cells.length >= 2 && cells.slice(2).every((one) => one === '')
