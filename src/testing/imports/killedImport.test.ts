// The worker of an import is killed at random moments (IMP-7). Few kills here; all hundred, in 100 MB, with LULL_KILLS=100:
// `LULL_KILLS=100 npm run unit -- src/testing/imports`.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Reading } from '@shared/imports'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildWorker, type WorkerBuild } from '../workerProcess/workerBuild'
import { killedImport, seeded } from './killedImport'

const asked = Number(process.env['LULL_KILLS'] ?? 0)
const plans: readonly [Reading['format'], kills: number, rows: number][] =
  asked > 0
    ? [['csv', asked, 800_000]]
    : [
        ['csv', 4, 40_000],
        ['ndjson', 3, 40_000],
        ['json', 3, 40_000],
      ]
const LONGEST_MS = 15 * 60_000

let worker: WorkerBuild
let scratch: string
beforeAll(async () => {
  worker = await buildWorker()
  scratch = mkdtempSync(join(tmpdir(), 'lull-kills-'))
}, 60_000)
afterAll(() => {
  worker.remove()
  rmSync(scratch, { recursive: true })
})

it.each(plans)(
  'IMP-7 %s: after %d kills of the worker every row of %d is there, and none twice',
  async (format, kills, rows) => {
    const longestMs = asked > 0 ? 400 : 300
    const end = await killedImport({ entry: worker.entry, scratch, format, rows, kills, longestMs, random: seeded(11) })
    console.info(`${format}: ${end.kills} kills, ${end.rows} rows, ${end.distinct} distinct, ${end.equal} equal`)
    expect(end).toMatchObject({
      rows,
      distinct: rows,
      equal: rows,
      output: { rowsRead: rows, inserted: rows, setAside: 0 },
    })
    if (asked > 0) expect(end.kills).toBe(kills)
  },
  LONGEST_MS,
)
