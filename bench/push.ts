// Benchmark `push`: 10,000 records to a server on loopback through the app's own thread, pool and worker, everything durable, beside a plain loop
// of fetch that keeps nothing; once to a server that knows keys, once to one that does not, where each item is marked before it leaves.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { lineOf, type Measured, median, print, wantsJson } from './measure/lines'
import { withScratch } from './measure/scratch'
import type { PushAsked, PushTook } from './push/throughApp'

const RECORDS = 10_000
const ROUNDS = 3

async function startServer(): Promise<{ server: ChildProcess; origin: string }> {
  const server = spawn(process.execPath, [process.argv[1] ?? '', '--serve'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const port = await new Promise<string>((told) => server.stdout?.once('data', (line: Buffer) => told(String(line))))
  return { server, origin: `http://127.0.0.1:${port.trim()}` }
}

/** In Electron's main process, where worker processes can be started. */
function lullTook(scratch: string, url: string, knowsKeys: boolean): PushTook {
  const { ELECTRON_RUN_AS_NODE: _asNode, ...env } = process.env
  const folder = resolve(scratch, `push-${Math.random()}`)
  mkdirSync(folder)
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const asked: PushAsked = { built: resolve('out/main'), folder, url, knowsKeys, records: RECORDS }
  const args = [...root, `--user-data-dir=${folder}`, process.argv[1] ?? '', '--through-app', JSON.stringify(asked)]
  const told = execFileSync(process.execPath, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  return JSON.parse(told.split('\n').find((text) => text.startsWith('{')) ?? '') as PushTook
}

function plainMs(url: string): number {
  const told = execFileSync(process.execPath, [process.argv[1] ?? '', '--plain', url, String(RECORDS)], {
    encoding: 'utf8',
  })
  return (JSON.parse(told.trim()) as { ms: number }).ms
}

/** In turn over the rounds, so that a busy moment of the machine hits all. */
function rounds(scratch: string, url: string): Measured[] {
  const ms = { keys: [] as number[], marks: [] as number[], add: [] as number[], plain: [] as number[] }
  for (let round = 0; round < ROUNDS; round++) {
    const keys = lullTook(scratch, url, true)
    ms.keys.push(keys.sendMs)
    ms.add.push(keys.addMs)
    ms.marks.push(lullTook(scratch, url, false).sendMs)
    ms.plain.push(plainMs(url))
  }
  const rate = (took: number[]): number => RECORDS / (median(took) / 1_000)
  const unit = 'records/s'
  const peer = { name: 'a loop of fetch', value: rate(ms.plain) }
  return [
    { metric: 'added durably, 500 at once', value: rate(ms.add), unit },
    { metric: '10,000 records, by key', value: rate(ms.keys), unit, peer, goal: '>=0.5x' },
    { metric: '10,000 records, each marked before it leaves', value: rate(ms.marks), unit, peer },
  ]
}

async function main(): Promise<void> {
  const [, , task, ...rest] = process.argv
  if (task === '--serve') return (await import('./push/peers')).serveTaking()
  if (task === '--plain') return await (await import('./push/peers')).sendPlainly(rest)
  if (process.argv.includes('--through-app')) return await (await import('./push/throughApp')).main()
  const { server, origin } = await startServer()
  try {
    await withScratch(async (folder) =>
      print(
        rounds(folder, `${origin}/records`).map((measured) => lineOf('push', measured)),
        wantsJson(),
      ),
    )
  } finally {
    server.kill()
  }
}

// Not awaited here: Electron is not ready before its entry has been evaluated.
main().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
