// Benchmark `import`: 211,640 photos as JSON, as lines and as CSV into a table with a key, beside DuckDB, sqlite3's .import, sqlite-utils and
// JSON.parse with a prepared insert, in one run. DuckDB is fetched by this benchmark: it is far too large to be installed with the app.
import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Format, formats, writeFiles } from './import/files'
import { hasTool, sqliteShell, sqliteUtils } from './import/tools'
import type { WayResult } from './import/ways'
import { type Line, lineOf, median, print, wantsJson } from './measure/lines'
import { withScratch } from './measure/scratch'

const ROUNDS = 3
const LONGEST_MS = 60_000
const DUCKDB = '@duckdb/node-api@1.5.6-r.1'
/** As the app starts its workers (composeServers.ts). */
const WORKER_FLAGS = ['--max-semi-space-size=4']

const execute = promisify(execFile)

async function way(name: string, files: string, folder: string, format: Format): Promise<WayResult> {
  mkdirSync(folder, { recursive: true })
  const flags = name === 'lull' ? WORKER_FLAGS : []
  const args = [...flags, process.argv[1] ?? '', '--way', name, files, folder, format]
  const { stdout } = await execute(process.execPath, args, { timeout: LONGEST_MS })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as WayResult
}

/** Through npm, into a folder of its own; false where it cannot be had. */
function fetchDuckDb(folder: string): boolean {
  mkdirSync(folder, { recursive: true })
  const args = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', DUCKDB]
  const { ELECTRON_RUN_AS_NODE: _asNode, ...env } = process.env
  return spawnSync('npm', args, { stdio: ['ignore', 'ignore', 'inherit'], env, cwd: folder }).status === 0
}

type Results = Record<string, Partial<Record<Format, WayResult[]>>>

async function measure(root: string): Promise<{ results: Results; bytes: Record<Format, number> }> {
  const files = join(root, 'files')
  mkdirSync(files)
  const bytes = writeFiles(files)
  const hasDuck = fetchDuckDb(join(root, 'duckdb'))
  const results: Results = {}
  const put = (name: string, format: Format, result: WayResult): void => {
    const of = (results[name] ??= {})
    of[format] = [...(of[format] ?? []), result]
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const format of formats) {
      const at = (name: string): string => join(root, 'runs', `${round}-${name}-${format}`)
      put('lull', format, await way('lull', files, at('lull'), format))
      if (format === 'json') put('plain', format, await way('plain', files, at('plain'), format))
      const duck = hasDuck ? await way('duckdb', files, at('duckdb'), format).catch(() => null) : null
      if (duck) put('duckdb', format, duck)
      mkdirSync(at('tools'), { recursive: true })
      if (format === 'csv' && hasTool('sqlite3')) put('sqlite3', format, await sqliteShell(files, at('tools')))
      if (round === 0 && hasTool('sqlite-utils') && hasTool('sqlite3'))
        put('sqlite-utils', format, await sqliteUtils(files, at('tools'), format))
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

function linesOf(results: Results, bytes: Record<Format, number>): Line[] {
  const rate = (name: string, format: Format): number | null => {
    const found = results[name]?.[format]
    return found ? bytes[format] / 1_000 / median(found.map(({ ms }) => ms)) : null
  }
  const held = (name: string, format: Format): number | null => {
    const found = results[name]?.[format]
    return found ? median(found.map(({ peakMiB }) => peakMiB)) : null
  }
  return peers.flatMap(({ way: peer, name, format, of = format, goal }) => {
    const [own, other, ownMiB, otherMiB] = [rate('lull', format), rate(peer, of), held('lull', format), held(peer, of)]
    if (own === null || other === null || ownMiB === null || otherMiB === null) return []
    const most = goal && format !== 'csv' ? { goal: '<=128' } : {}
    const speed = { metric: format, value: own, unit: 'MB/s', peer: { name, value: other } }
    const memory = { metric: `${format}, memory at most`, value: ownMiB, unit: 'MiB', peer: { name, value: otherMiB } }
    return [lineOf('import', goal ? { ...speed, goal } : speed), lineOf('import', { ...memory, ...most })]
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
