// Benchmark `footprint`: what Lull costs while it sits in the tray with 1,000 jobs waiting, beside a bare Electron tray app in the same run.
// Proportional memory of all processes, and processor seconds over two minutes.
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { costOf } from './app/processTree'
import { copyElectron, type Spawned, spawnBare, spawnLull } from './app/spawned'
import { watchTray } from './app/trayWatch'
import { addWaitingJobs } from './app/waitingJobs'
import { type Line, lineOf, median, print, wantsJson } from './measure/lines'
import { withScratch } from './measure/scratch'

const SETTLE_MS = 30_000
const WATCHED_MS = 120_000
const SAMPLES = 12
const WAITING_JOBS = 1_000
const MEBIBYTE = 1_048_576

interface Footprint {
  pssMebibytes: number
  cpuSeconds: number
  processes: number
}

async function measured(app: Spawned): Promise<Footprint> {
  await pause(SETTLE_MS)
  const before = costOf(app.pid)
  const samples: number[] = []
  for (let sample = 0; sample < SAMPLES; sample++) {
    await pause(WATCHED_MS / SAMPLES)
    samples.push(costOf(app.pid).pssBytes)
  }
  const after = costOf(app.pid)
  await app.end()
  return {
    pssMebibytes: median(samples) / MEBIBYTE,
    cpuSeconds: after.cpuSeconds - before.cpuSeconds,
    processes: after.processes,
  }
}

/** Started, and its tray icon is there. */
async function inTray(spawn: () => Spawned): Promise<Spawned> {
  const watch = await watchTray()
  const registered = watch.next()
  const app = spawn()
  await registered
  watch.stop()
  return app
}

const xdotool = (...args: string[]): string => spawnSync('xdotool', args, { encoding: 'utf8' }).stdout.trim()

/** As a person does it, with the keyboard: the window closes, and the app goes on in the tray. */
async function closeWindow(): Promise<void> {
  await pause(5_000)
  const found = ['search', '--onlyvisible', '--name', 'Lull']
  // The window is gone before the key is let go, which xdotool calls an error: what counts is whether it is gone.
  xdotool(...found, 'windowfocus', '--sync', 'key', 'ctrl+w')
  await pause(2_000)
  if (xdotool(...found) !== '') throw new Error('the window did not close')
}

function linesOf(what: string, own: Footprint, bare: Footprint): Line[] {
  const name = 'bare Electron tray app'
  return [
    {
      metric: `memory, ${what}`,
      value: own.pssMebibytes,
      unit: 'MiB PSS',
      peer: { name, value: bare.pssMebibytes },
      goal: '<=1x',
    },
    {
      metric: `processor, 2 min, ${what}`,
      value: own.cpuSeconds,
      unit: 's',
      peer: { name, value: Math.max(bare.cpuSeconds, 0.01) },
      goal: '<=1x',
    },
    { metric: `processes, ${what}`, value: own.processes, unit: '', peer: { name, value: bare.processes } },
  ].map((measurement) => lineOf('footprint', measurement))
}

async function main(): Promise<void> {
  const json = wantsJson()
  await withScratch(async (folder) => {
    const userData = join(folder, 'lull')
    mkdirSync(userData)
    await addWaitingJobs(userData, WAITING_JOBS)
    const electron = copyElectron(join(folder, 'electron'))
    const bare = await measured(await inTray(() => spawnBare({ userData: join(folder, 'bare'), electron })))
    const hidden = await measured(await inTray(() => spawnLull({ userData, electron }, ['--hidden'])))
    print(linesOf('started at login', hidden, bare), json)
    const opened = await inTray(() => spawnLull({ userData, electron }))
    await closeWindow()
    const closed = await measured(opened)
    print(linesOf('window closed', closed, bare), json)
    // What of it is the price of having had a window at all.
    const peer = await inTray(() => spawnBare({ userData: join(folder, 'bare'), electron }, ['--window']))
    await closeWindow()
    const { pssMebibytes } = await measured(peer)
    const alike = { name: 'bare Electron tray app, window closed', value: pssMebibytes }
    print(
      [
        lineOf('footprint', {
          metric: 'memory, window closed',
          value: closed.pssMebibytes,
          unit: 'MiB PSS',
          peer: alike,
        }),
      ],
      json,
    )
  })
}

await main()
