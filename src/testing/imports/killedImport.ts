// An import whose worker is killed at random moments, again and again, until it is through: the real worker process, a real file and a real
// imports.db (IMP-7). What must be so at the end is the caller's to say.
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as elapse } from 'node:timers/promises'
import { plainJson, type Reading } from '@shared/imports'
import { openForReading } from '../../worker/library/database'
import { startWorker } from '../workerProcess/workerProcess'

export interface KilledImport {
  rows: number
  distinct: number
  /** Rows whose content is what the file says. */
  equal: number
  kills: number
  output: unknown
}

export interface KillPlan {
  entry: string
  scratch: string
  format: Reading['format']
  rows: number
  kills: number
  /** Longest time a worker lives before it is killed. */
  longestMs: number
  /** 0 to 1, as Math.random. */
  random: () => number
}

const TEXT = 'quiet harbour morning light over slate roofs and the last ferry leaving without a sound once more'

/** About 130 bytes a row. */
function rowOf(format: Reading['format'], id: number): string {
  return format === 'csv' ? `${id},"n${id}, ""x""",${TEXT}\n` : `{"id":${id},"name":"n${id}, \\"x\\"","text":"${TEXT}"}`
}

function writeRows(path: string, format: Reading['format'], rows: number): void {
  const file = openSync(path, 'w')
  const between = format === 'json' ? ',' : format === 'ndjson' ? '\n' : ''
  writeSync(file, format === 'json' ? '[' : format === 'csv' ? 'id,name,text\n' : '')
  for (let from = 0; from < rows; from += 10_000) {
    const count = Math.min(10_000, rows - from)
    const part = Array.from({ length: count }, (_, at) => rowOf(format, from + at)).join(between)
    writeSync(file, (from > 0 ? between : '') + part)
  }
  writeSync(file, format === 'json' ? ']' : '')
  closeSync(file)
}

/** Without a key: what is twice in the table stays twice. */
export async function killedImport(plan: KillPlan): Promise<KilledImport> {
  const folder = mkdtempSync(join(plan.scratch, 'killed-'))
  const at = (name: string): string => join(folder, name)
  const paths = { library: at('library.db'), imports: at('imports.db'), spool: at('spool'), temp: at('temp') }
  mkdirSync(paths.spool)
  mkdirSync(paths.temp)
  const path = at('rows')
  writeRows(path, plan.format, plan.rows)
  const reading = { ...plainJson, format: plan.format }
  const input = { path, importId: 'i', table: 't', keyField: null, reading, isTrial: false }
  try {
    let kills = 0
    for (let epoch = 1; ; epoch++) {
      const worker = startWorker(plan.entry, paths, () => null)
      await worker.ready
      const spec = {
        attemptId: `a${epoch}`,
        jobId: 'j',
        kind: 'file.import',
        attempt: epoch - 1,
        tags: [],
        generation: 0,
      }
      worker.run({ ...spec, input, sourceId: null, epoch, trigger: 'user' })
      const mayKill = kills < plan.kills
      const ended = mayKill
        ? await Promise.race([worker.ended, elapse(plan.random() * plan.longestMs)])
        : await worker.ended
      await worker.kill()
      if (ended)
        return {
          ...found(paths.imports),
          kills,
          output: ended.outcome.type === 'succeeded' ? ended.outcome.output : ended.outcome,
        }
      kills++
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function found(imports: string): Pick<KilledImport, 'rows' | 'distinct' | 'equal'> {
  const db = openForReading(imports)
  try {
    return db
      .prepare(
        `select count(*) as rows, count(distinct id) as "distinct",
           sum(name = 'n' || id || ', "x"' and text = @text) as equal from t`,
      )
      .get({ text: TEXT }) as Pick<KilledImport, 'rows' | 'distinct' | 'equal'>
  } finally {
    db.close()
  }
}

/** The same numbers at every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
