// Importing real files into a real imports.db: counts that add up, going on after an interruption, stopping, and what is wrong with a file.
import { appendFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plainJson } from '@shared/imports'
import type { Progress } from '@shared/jobs/progress'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type HandlerRun, Stopped } from '../handler'
import { openForReading, openImports } from '../library/database'
import { claimLease } from '../library/lease'
import { fileImport } from './fileImport'

type Run = HandlerRun<Parameters<typeof fileImport>[0]['input']>

let folder = ''
let epoch = 0
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lull-import-'))
  epoch = 0
})
afterEach(() => rmSync(folder, { recursive: true }))

const imports = (): string => join(folder, 'imports.db')
const source = (): string => join(folder, 'people.json')

interface Seen extends Run {
  told: Progress[]
}

/** A run as the dispatcher makes one; each is a new attempt with a higher epoch. */
function attempt(input: Partial<Run['input']> = {}, signal = new AbortController().signal): Seen {
  epoch++
  const told: Progress[] = []
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  return {
    run: {
      attemptId: `attempt-${epoch}`,
      jobId: 'job',
      kind: 'file.import',
      input: {},
      attempt: 0,
      tags: [],
      generation: 0,
      sourceId: null,
      epoch,
      trigger: 'user',
    },
    input: {
      path: source(),
      importId: 'import-1',
      table: 'people',
      keyField: 'id',
      reading: plainJson,
      isTrial: false,
      ...input,
    },
    signal,
    ask: () => Promise.reject(new Error('an import asks for nothing')),
    progress: (progress) => void told.push(progress),
    sums: {},
    log,
    paths: { library: join(folder, 'library.db'), imports: imports(), spool: folder, temp: folder },
    now: () => 1_800_000_000_000,
    told,
  }
}

function rows(columns = '_key, name', table = 'people', order = 'rowid'): unknown[] {
  const db = openForReading(imports())
  try {
    return db.prepare(`select ${columns} from ${table} order by ${order}`).raw().all()
  } finally {
    db.close()
  }
}

const people = (count: number, from = 0): { id: number; name: string; note: string }[] =>
  Array.from({ length: count }, (_, at) => ({ id: from + at, name: `n${from + at}`, note: 'x'.repeat(100) }))

/** An attempt that is stopped as soon as so many rows are stored. */
async function interrupted(afterRows: number, input: Partial<Run['input']> = {}): Promise<Seen> {
  const control = new AbortController()
  const run = attempt(input, control.signal)
  run.progress = (progress) => {
    run.told.push(progress)
    if ((progress.rows ?? 0) >= afterRows) control.abort(new Stopped('cancelled'))
  }
  await expect(fileImport(run)).rejects.toBeInstanceOf(Stopped)
  return run
}

describe('file.import', () => {
  it('IMP-4 inserts, updates and leaves alone by key, and its counts add up', async () => {
    writeFileSync(source(), '[{"id":1,"name":"a"},{"id":2,"name":"b"},{"name":"c"},{"id":true,"name":"d"}]')
    const first = attempt()
    expect(await fileImport(first)).toEqual({
      type: 'succeeded',
      output: { rowsRead: 4, inserted: 2, updated: 0, unchanged: 0, setAside: 2 },
    })
    expect(first.sums).toEqual({ inserted: 2, updated: 0, unchanged: 0, setAside: 2 })
    writeFileSync(source(), '[{"id":1,"name":"a"},{"id":2,"name":"B"},{"id":3,"name":"c"}]')
    expect(await fileImport(attempt({ importId: 'import-2' }))).toMatchObject({
      output: { rowsRead: 3, inserted: 1, updated: 1, unchanged: 1, setAside: 0 },
    })
    expect(rows()).toEqual([
      ['1', 'a'],
      ['2', 'B'],
      ['3', 'c'],
    ])
  })

  it('IMP-5 keeps what was set aside, with its position and reason', async () => {
    writeFileSync(source(), `[{"id":1},{"name":"c"},${'['.repeat(70)}${']'.repeat(70)},{"id":{"x":1}}]`)
    await fileImport(attempt())
    expect(
      rows('import_id, position, line, code, byte_offset, column_name, cast(text as text)', '_rejects', 'position'),
    ).toEqual([
      ['import-1', 1, null, 'no_key', 10, 'id', '{"name":"c"}'],
      ['import-1', 2, null, 'record_too_deep', 23, null, null],
      ['import-1', 3, null, 'no_key', 164, 'id', '{"id":{"x":1}}'],
    ])
  })

  it('knows rows by position when there is no key, and appends a second import', async () => {
    writeFileSync(source(), '[{"name":"a"},"plain",7]')
    await fileImport(attempt({ keyField: null }))
    await fileImport(attempt({ keyField: null, importId: 'import-2' }))
    expect(rows('_key, name, value')).toEqual([
      ['1:0', 'a', null],
      ['1:1', null, 'plain'],
      ['1:2', null, 7],
      ['2:0', 'a', null],
      ['2:1', null, 'plain'],
      ['2:2', null, 7],
    ])
  })

  it('finds the array and the key at their paths', async () => {
    writeFileSync(source(), '{"type":"FeatureCollection","features":[{"p":{"code":"x"}},{"p":{"code":"y"}}]}')
    await fileImport(attempt({ reading: { ...plainJson, recordsPath: 'features' }, keyField: 'p.code' }))
    expect(rows('_key, p')).toEqual([
      ['x', '{"code":"x"}'],
      ['y', '{"code":"y"}'],
    ])
  })

  it('makes an empty table of an empty array', async () => {
    writeFileSync(source(), ' [ ] ')
    expect(await fileImport(attempt())).toMatchObject({ output: { rowsRead: 0 } })
    expect(rows('_key')).toEqual([])
  })

  it('IMP-9 tells its progress by stored bytes, never backwards, to the end', async () => {
    writeFileSync(source(), JSON.stringify(people(60_000)))
    const run = attempt()
    await fileImport(run)
    const done = run.told.map((progress) => progress.done)
    expect(done).toEqual(done.toSorted((a, b) => a - b))
    expect(done.length).toBeGreaterThan(2)
    expect(run.told.at(-1)).toEqual({
      done: run.told[0]?.total,
      total: run.told[0]?.total,
      unit: 'bytes',
      rows: 60_000,
      setAside: 0,
    })
  })

  it('IMP-9 a check is left as soon as it is cancelled, though it is one transaction', async () => {
    writeFileSync(source(), JSON.stringify(people(120_000)))
    const control = new AbortController()
    const run = attempt({ isTrial: true }, control.signal)
    run.progress = (progress) => {
      run.told.push(progress)
      control.abort(new Stopped('cancelled'))
    }
    await expect(fileImport(run)).rejects.toBeInstanceOf(Stopped)
    expect(run.told).toHaveLength(1)
    expect(run.told[0]?.done).toBeLessThan(run.told[0]?.total ?? 0)
  })

  it('IMP-9 a cancelled import says what it kept, and nothing else is in the table', async () => {
    writeFileSync(source(), JSON.stringify(people(60_000)))
    const { sums, told } = await interrupted(1)
    expect(sums).toMatchObject({ inserted: told.at(-1)?.rows, updated: 0, unchanged: 0, setAside: 0 })
    expect(rows('count(*), max(id)')).toEqual([[sums.inserted, (sums.inserted ?? 0) - 1]])
  })

  it('IMP-7 goes on behind the last stored batch when it was interrupted, without a lost or a double row', async () => {
    writeFileSync(source(), JSON.stringify(people(60_000)))
    const first = await interrupted(3_000)
    const kept = first.sums.inserted ?? 0
    expect(kept).toBeGreaterThanOrEqual(3_000)
    expect(rows('_key')).toHaveLength(kept)
    const second = attempt()
    expect(await fileImport(second)).toEqual({
      type: 'succeeded',
      output: { rowsRead: 60_000, inserted: 60_000, updated: 0, unchanged: 0, setAside: 0 },
    })
    expect(second.told[0]?.done).toBeGreaterThan(0)
    expect(second.sums).toMatchObject({ inserted: 60_000 - kept, updated: 0, unchanged: 0 })
    expect(rows('_key')).toHaveLength(60_000)
  })

  it('IMP-7 starts over when the file was changed meanwhile, and leaves no row that only the old content had', async () => {
    writeFileSync(source(), JSON.stringify(people(60_000)))
    await interrupted(10_000, { keyField: null })
    writeFileSync(source(), JSON.stringify(people(5_000, 100_000)))
    expect(await fileImport(attempt({ keyField: null }))).toMatchObject({ output: { rowsRead: 5_000 } })
    expect(rows('_key, name')).toEqual(people(5_000, 100_000).map(({ name }, at) => [`1:${at}`, name]))
    expect(rows('rows', "_tables where table_name = 'people'")).toEqual([[5_000]])
  })

  it('tries again when the file changes while it is read', async () => {
    writeFileSync(source(), JSON.stringify(people(40_000)))
    const run = attempt()
    run.progress = () => appendFileSync(source(), ' ')
    expect(await fileImport(run)).toMatchObject({ type: 'retry', error: { code: 'file_changed' } })
  })

  it('tells touched files apart by their time alone', async () => {
    writeFileSync(source(), JSON.stringify(people(60_000)))
    await interrupted(3_000)
    utimesSync(source(), 1, 1)
    const run = attempt()
    await fileImport(run)
    expect(run.told[0]?.done).toBe(0)
  })

  it.each([
    ['[{"id":1},{"id":2},{"id":}]', 'file_bad_json', 2],
    ['[{"id":1},{"id":2}', 'file_cut_short', 2],
    ['{"id":1}', 'file_not_an_array', 0],
    ['[{"id":1}] x', 'file_trailing_data', 1],
    ['', 'file_cut_short', 0],
  ])('of %s fails with %s and says what was kept', async (text, code, kept) => {
    writeFileSync(source(), text)
    const outcome = await fileImport(attempt())
    expect(outcome).toMatchObject({ type: 'failed', error: { code, details: { rowsKept: kept } } })
  })

  it('F165 fails at bytes that are not UTF-8 and names their place', async () => {
    writeFileSync(source(), Buffer.concat([Buffer.from('[{"id":"'), Buffer.from([0xff]), Buffer.from('"}]')]))
    expect(await fileImport(attempt())).toMatchObject({ error: { code: 'file_not_utf8', details: { offset: 8 } } })
  })

  it('fails for a file that is gone, a folder, and a table no one can have', async () => {
    expect(await fileImport(attempt())).toMatchObject({ type: 'failed', error: { code: 'file_missing' } })
    expect(await fileImport(attempt({ path: folder }))).toMatchObject({ error: { code: 'file_unreadable' } })
    writeFileSync(source(), '[]')
    expect(await fileImport(attempt({ table: '_imports' }))).toMatchObject({ error: { code: 'bad_table' } })
  })

  it('P9 writes nothing once a newer attempt owns the table', async () => {
    writeFileSync(source(), JSON.stringify(people(60_000)))
    const stale = attempt()
    stale.progress = ({ rows = 0 }) => {
      if (rows < 3_000 || epoch > 1) return
      epoch = 2
      const file = openImports(imports())
      claimLease(file.db, { target: 'table:people', epoch })
      file.close()
    }
    expect(await fileImport(stale)).toMatchObject({ type: 'retry', error: { code: 'fenced' } })
    expect(rows('_key')).toHaveLength(stale.sums.inserted ?? 0)
    expect(stale.sums.inserted).toBeLessThan(40_000)
  })

  it('IMP-3 lets other work of the process through every few thousand rows, so that heartbeats go out', async () => {
    // So short that many steps come of each piece that is read.
    writeFileSync(source(), '1\n'.repeat(262_144))
    const worked = (): number => process.cpuUsage().user + process.cpuUsage().system
    const start = worked()
    let last = start
    let longest = 0
    let isOver = false
    const turn = (): void => {
      longest = Math.max(longest, worked() - last)
      last = worked()
      if (!isOver) setImmediate(turn)
    }
    setImmediate(turn)
    await fileImport(attempt({ keyField: null, reading: { ...plainJson, format: 'ndjson' } }))
    isOver = true
    expect(longest).toBeLessThan((worked() - start) / 3)
  })
})
