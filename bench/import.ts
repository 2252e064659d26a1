// Benchmark `import`: 211,640 photos as JSON, as lines and as CSV into a table with a key, beside DuckDB, sqlite3's .import, sqlite-utils and
// JSON.parse with a prepared insert, in one run. DuckDB is fetched by this benchmark: it is far too large to be installed with the app.
import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Format, formats, writeFiles } from './import/files'
import { hasTool, sqliteShell, sqliteUtils } from './import/tools'
import type { WayResult } from './import/ways'
import { type Line, lineOf, median, print, wantsJson } from './measure/lines'
import { withScratch } from './measure/scratch'

const ROUNDS = 3
const LONGEST_MS = 60_000
const LONGEST_FETCH_MS = 120_000
const DUCKDB = '@duckdb/node-api@1.5.6-r.1'
/** As the app starts its workers (composeServers.ts). */
const WORKER_FLAGS = ['--max-semi-space-size=4']

const execute = promisify(execFile)

async function way(name: string, files: string, folder: string, format: Format): Promise<WayResult> {
  const flags = name === 'lull' ? WORKER_FLAGS : []
  const args = [...flags, process.argv[1] ?? '', '--way', name, files, folder, format]
  const { stdout } = await execute(process.execPath, args, { timeout: LONGEST_MS, killSignal: 'SIGKILL' })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as WayResult
}

/** Through npm, into a folder of its own; false where it cannot be had. */
function fetchDuckDb(folder: string): boolean {
  mkdirSync(folder, { recursive: true })
  const args = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', DUCKDB]
  const { ELECTRON_RUN_AS_NODE: _asNode, ...env } = process.env
  const options = { env, cwd: folder, timeout: LONGEST_FETCH_MS, killSignal: 'SIGKILL' } as const
  return spawnSync('npm', args, { ...options, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
}

type Results = Record<string, Partial<Record<Format, WayResult[]>>>

/** The ways of one format, in turn. */
const waysOf: Readonly<Record<Format, readonly string[]>> = {
  json: ['lull', 'plain', 'duckdb', 'sqlite-utils'],
  ndjson: ['lull', 'duckdb', 'sqlite-utils'],
  csv: ['lull', 'duckdb', 'sqlite3', 'sqlite-utils'],
}

/** Ways that can be had here. The slowest is asked once. */
function canRun(name: string, round: number, hasDuck: boolean): boolean {
  if (name === 'duckdb') return hasDuck
  if (name === 'sqlite-utils') return round === 0 && hasTool('sqlite-utils') && hasTool('sqlite3')
  return name !== 'sqlite3' || hasTool('sqlite3')
}

async function runOne(name: string, files: string, folder: string, format: Format): Promise<WayResult> {
  mkdirSync(folder, { recursive: true })
  if (name === 'sqlite3') return await sqliteShell(files, folder)
  if (name === 'sqlite-utils') return await sqliteUtils(files, folder, format)
  return await way(name, files, folder, format)
}

/** What takes too long is left out, and told: a tool that waits for a busy disk must not hold up the others. */
async function tryOne(name: string, files: string, folder: string, format: Format): Promise<WayResult | null> {
  try {
    const result = await runOne(name, files, folder, format)
    console.error(`${format}, ${name}: ${(result.ms / 1_000).toFixed(1)} s`)
    return result
  } catch (error) {
    if (name === 'lull' || name === 'plain') throw error
    console.error(`${format}, ${name} is left out: ${error instanceof Error ? error.message : String(error)}`)
    return null
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(root: string): Promise<{ results: Results; bytes: Record<Format, number> }> {
  const files = join(root, 'files')
  mkdirSync(files)
  const bytes = writeFiles(files)
  const hasDuck = fetchDuckDb(join(root, 'duckdb'))
  const results: Results = {}
  for (let round = 0; round < ROUNDS; round++) {
    for (const format of formats) {
      for (const name of waysOf[format].filter((each) => canRun(each, round, hasDuck))) {
        const result = await tryOne(name, files, join(root, 'runs', `${round}-${name}-${format}`), format)
        if (!result) continue
        const of = (results[name] ??= {})
        of[format] = [...(of[format] ?? []), result]
      }
    }
  }
  return { results, bytes }
}

const peers: readonly { way: string; name: string; format: Format; of?: Format; goal?: string }[] = [
  { way: 'plain', name: 'JSON.parse + insert', format: 'json', goal: '>=1.2x' },
  { way: 'plain', name: 'JSON.parse + insert', format: 'ndjson', of: 'json', goal: '>=1.2x' },
  { way: 'sqlite3', name: 'sqlite3 .import', format: 'csv', goal: '>=0.5x' },
  ...formats.map((format) => ({ way: 'duckdb', name: 'DuckDB', format })),
  ...formats.map((format) => ({ way: 'sqlite-utils', name: 'sqlite-utils insert', format })),
]

/** Medians of the rounds; null where it was not run. */
function measured(results: Results, name: string, format: Format): WayResult | null {
  const found = results[name]?.[format]
  if (!found) return null
  const times = found.flatMap(({ processorMs }) => (processorMs === null ? [] : [processorMs]))
  return {
    ms: median(found.map(({ ms }) => ms)),
    peakMiB: median(found.map(({ peakMiB }) => peakMiB)),
    processorMs: times.length === 0 ? null : median(times),
  }
}

function linesOf(results: Results, bytes: Record<Format, number>): Line[] {
  return peers.flatMap(({ way: peer, name, format, of = format, goal }) => {
    const [own, other] = [measured(results, 'lull', format), measured(results, peer, of)]
    if (own === null || other === null) return []
    const rates = [bytes[format] / 1_000 / own.ms, bytes[of] / 1_000 / other.ms] as const
    const most = goal && format !== 'csv' ? { goal: '<=128' } : {}
    const speed = { metric: format, value: rates[0], unit: 'MB/s', peer: { name, value: rates[1] } }
    const held = { metric: `${format}, memory at most`, value: own.peakMiB, unit: 'MiB' }
    const lines = [
      lineOf('import', goal ? { ...speed, goal } : speed),
      lineOf('import', { ...held, peer: { name, value: other.peakMiB }, ...most }),
    ]
    if (own.processorMs === null || other.processorMs === null) return lines
    const times = { metric: `${format}, processor time`, value: own.processorMs, unit: 'ms' }
    return [...lines, lineOf('import', { ...times, peer: { name, value: other.processorMs } })]
  })
}

async function main(): Promise<void> {
  const [, , task, ...rest] = process.argv
  if (task === '--way') return await (await import('./import/ways')).runWay(rest)
  await withScratch(async (root) => {
    const { results, bytes } = await measure(root)
    print(linesOf(results, bytes), wantsJson())
  })
}

// Not awaited here: Electron is not ready before its entry has been evaluated.
main().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
