// Benchmark `start`: from spawn to the tray icon being registered on the session bus, beside a bare Electron tray app, in turn; and to the
// log's `ready`, by when jobs run: the icon must not come sooner at their cost.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Spawned, spawnBare, spawnLull } from './app/spawned'
import { watchTray } from './app/trayWatch'
import { lineOf, median, print, wantsJson } from './measure/lines'
import { withScratch } from './measure/scratch'

const RUNS = 7
const REST_MS = 2_000

/** When the app that was started last said in its log that it is ready: ms UTC. */
function readyAt(userData: string): number {
  const lines = readFileSync(join(userData, 'logs', 'lull.log'), 'utf8')
    .trim()
    .split('\n')
  const line = lines.findLast((text) => text.includes('"msg":"ready"'))
  if (line === undefined) throw new Error('the app did not become ready while it was watched')
  return Date.parse((JSON.parse(line) as { time: string }).time)
}

async function main(): Promise<void> {
  const json = wantsJson()
  await withScratch(async (folder) => {
    const watch = await watchTray()
    const startMs = async (spawn: () => Spawned): Promise<number> => {
      const registered = watch.next()
      const app = spawn()
      const at = await registered
      // So that it has finished starting and leaves the disk and the processor alone.
      await pause(REST_MS)
      await app.end()
      return at - app.spawnedAt
    }
    const userData = join(folder, 'lull')
    const readyMs: number[] = []
    const lull = async (): Promise<number> => {
      const spawnedAt = Date.now()
      const iconMs = await startMs(() => spawnLull({ userData }, ['--hidden']))
      readyMs.push(readyAt(userData) - spawnedAt)
      return iconMs
    }
    const bare = (): Promise<number> => startMs(() => spawnBare({ userData: join(folder, 'bare') }))
    // The first start makes files and fills the disk's cache: it is nobody's everyday start.
    const first = await lull()
    await bare()
    const own: number[] = []
    const other: number[] = []
    for (let run = 0; run < RUNS; run++) {
      own.push(await lull())
      other.push(await bare())
    }
    watch.stop()
    const peer = { name: 'bare Electron tray app', value: median(other) }
    print(
      [
        lineOf('start', { metric: 'spawn to tray icon', value: median(own), unit: 'ms', peer, goal: '<=1.15x' }),
        lineOf('start', { metric: 'spawn to ready for work', value: median(readyMs), unit: 'ms' }),
        lineOf('start', { metric: 'the very first start', value: first, unit: 'ms' }),
      ],
      json,
    )
  })
}

await main()
