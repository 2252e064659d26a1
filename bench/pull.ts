// Benchmark `pull`: 200,000 records from loopback into SQLite, in 200 pages and in one, beside curl piped into one sqlite-utils (Debian's, where
// it is installed) and a plain loop of fetch, JSON.parse and insert; and the same source unchanged (D31, D42); and the main loop of the real
// app while it pulls the same, where there is a desktop to show it on.
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { lineOf, type Measured, median, print, wantsJson } from './measure/lines'
import { withScratch } from './measure/scratch'
import type { PullingLoop } from './pull/mainLoop'
import type { WayResult } from './pull/ways'

const ROWS = 200_000
const PAGES = 200
const ROUNDS = 5
const LONGEST_MS = 600_000

const execute = promisify(execFile)

async function way(name: string, folder: string, url: string, epoch = 1): Promise<WayResult> {
  mkdirSync(folder, { recursive: true })
  const args = ['--expose-gc', process.argv[1] ?? '', '--way', name, folder, url, String(epoch)]
  const { stdout } = await execute(process.execPath, args, { timeout: LONGEST_MS })
  const result = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as WayResult
  if (result.rows !== ROWS) throw new Error(`${name} stored ${result.rows} rows`)
  return result
}

async function startServer(): Promise<{ server: ChildProcess; origin: string }> {
  const server = spawn(process.execPath, [process.argv[1] ?? '', '--serve'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const port = await new Promise<string>((resolve) =>
    server.stdout?.once('data', (line: Buffer) => resolve(String(line))),
  )
  return { server, origin: `http://127.0.0.1:${port.trim()}` }
}

const address = (origin: string, pages: number): string => `${origin}/photos?size=${ROWS / pages}&pages=${pages}&page=1`

/** ms of curl for every page piped into one process, or null where the tool is not here. */
function sqliteUtilsMs(folder: string, origin: string): number | null {
  if (spawnSync('sh', ['-c', 'command -v sqlite-utils'], { stdio: 'ignore' }).status !== 0) return null
  mkdirSync(folder, { recursive: true })
  const size = ROWS / PAGES
  const pages = `${origin}/photos?size=${size}&pages=${PAGES}&page=[1-${PAGES}]`
  const split =
    "python3 -c 'import sys,json\nfor line in sys.stdin: [print(json.dumps(row)) for row in json.loads(line)]'"
  const script = `curl -s -w '\\n' "$1" | ${split} | sqlite-utils insert "$2" photos - --nl --pk id`
  const startedAt = performance.now()
  const { status } = spawnSync('sh', ['-c', script, 'sh', pages, join(folder, 'utils.db')], { stdio: 'inherit' })
  const ms = performance.now() - startedAt
  const count = spawnSync('sh', [
    '-c',
    'sqlite-utils query "$1" "select count(*) n from photos"',
    'sh',
    join(folder, 'utils.db'),
  ])
  if (status !== 0 || !String(count.stdout).includes(`{"n": ${ROWS}}`))
    throw new Error('the peer did not store every row')
  return ms
}

interface Round {
  lull: WayResult
  plain: WayResult
  lullOne: WayResult
  plainOne: WayResult
  unchanged: WayResult
  utilsMs: number | null
}

/** The slowest peer runs in the first round only. */
async function round(folder: string, origin: string, isFirst: boolean): Promise<Round> {
  const many = address(origin, PAGES)
  const one = address(origin, 1)
  const lull = await way('lull', join(folder, 'lull'), many)
  return {
    lull,
    unchanged: await way('lull', join(folder, 'lull'), many, 2),
    plain: await way('plain', join(folder, 'plain'), many),
    lullOne: await way('lull', join(folder, 'lull-one'), one),
    plainOne: await way('plain', join(folder, 'plain-one'), one),
    utilsMs: isFirst ? sqliteUtilsMs(join(folder, 'utils'), origin) : null,
  }
}

/** What a window shows that stutters; the goals are those of benchmark `loop`. */
function loopLines(loop: PullingLoop): Measured[] {
  const name = 'the same app, nothing running'
  const delay = (value: number, idle: number): Pick<Measured, 'value' | 'unit' | 'peer'> => ({
    value,
    unit: 'ms',
    peer: { name, value: idle },
  })
  return [
    { metric: 'main loop delay, p99', ...delay(loop.pulling.p99Ms, loop.idle.p99Ms), goal: '<5' },
    { metric: 'main loop delay, max', ...delay(loop.pulling.maxMs, loop.idle.maxMs), goal: '<50' },
    { metric: 'the same pull in the app', value: ROWS / (loop.ms / 1_000), unit: 'rows/s' },
  ]
}

function results(rounds: Round[]): Measured[] {
  const rate = (ms: number[]): number => ROWS / (median(ms) / 1_000)
  const of = (name: 'lull' | 'plain' | 'unchanged', what: 'ms' | 'requests' | 'cpuMs'): number[] =>
    rounds.map((one) => one[name][what])
  const grew = (name: 'lull' | 'lullOne' | 'plainOne'): number => median(rounds.map((one) => one[name].grewMiB))
  const utils = rounds.flatMap(({ utilsMs }) => (utilsMs === null ? [] : [utilsMs]))
  const unit = 'rows/s'
  const lull = rate(of('lull', 'ms'))
  const plain = { name: 'fetch + JSON.parse + insert', value: rate(of('plain', 'ms')) }
  const piped = { name: 'curl | sqlite-utils insert --nl', value: rate(utils) }
  return [
    { metric: '200,000 rows in 200 pages', value: lull, unit, peer: plain, goal: '>=0.7x' },
    ...(utils.length > 0
      ? [{ metric: '200,000 rows in 200 pages', value: lull, unit, peer: piped, goal: '>=2x' }]
      : []),
    // What each took of a processor says the same where others take the processors.
    {
      metric: 'processor time, 200 pages',
      value: median(of('lull', 'cpuMs')),
      unit: 'ms',
      peer: { name: plain.name, value: median(of('plain', 'cpuMs')) },
    },
    { metric: 'memory grown by, 200 pages', value: grew('lull'), unit: 'MiB' },
    {
      metric: 'memory grown by, one page of 200,000',
      value: grew('lullOne'),
      unit: 'MiB',
      peer: { name: plain.name, value: grew('plainOne') },
      goal: '<=0.5x',
    },
    { metric: 'the same again, unchanged', value: median(of('unchanged', 'ms')), unit: 'ms' },
    { metric: 'requests for it', value: median(of('unchanged', 'requests')), unit: 'requests', goal: '<=200' },
  ]
}

function tell(measured: readonly Measured[]): void {
  print(
    measured.map((one) => lineOf('pull', one)),
    wantsJson(),
  )
}

async function main(): Promise<void> {
  const [, , task, ...rest] = process.argv
  if (task === '--serve') return (await import('./pull/pages')).servePages()
  if (task === '--way') return await (await import('./pull/ways')).runWay(rest)
  const { server, origin } = await startServer()
  try {
    await withScratch(async (folder) => {
      const rounds: Round[] = []
      for (let number = 0; number < ROUNDS; number++)
        rounds.push(await round(join(folder, String(number)), origin, number === 0))
      tell(results(rounds))
      if (!process.env['DISPLAY']) return
      const { measureMainLoop } = await import('./pull/mainLoop')
      tell(loopLines(await measureMainLoop(join(folder, 'app'), address(origin, PAGES))))
    })
  } finally {
    server.kill()
  }
}

// Not awaited here: Electron is not ready before its entry has been evaluated.
main().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
