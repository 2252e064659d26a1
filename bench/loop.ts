// Benchmark `loop`: whether Lull stays smooth while it works. 211,640 photo records are imported with the window open and animating; measured
// are the main process's event-loop delay and the longest gap between two frames of the window. Driven by Playwright.
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { plainJson } from '@shared/imports'
import { callApp, end, type LoopDelay, launch, mainLoopDelay, openPage } from './app/drivenApp'
import { PHOTOS, writePhotos } from './app/photos'
import { type Line, lineOf, print, wantsJson } from './measure/lines'
import { withScratch } from './measure/scratch'

interface Frames {
  longestMs: number
  count: number
}

type Window = typeof globalThis & { benchFrames: Frames }

interface Smoothness extends LoopDelay {
  longestFrameMs: number
  framesPerSecond: number
}

const IDLE_MS = 10_000
/** Something that moves on every frame, and a clock on the frames. */
async function animate(page: Page): Promise<void> {
  await page.evaluate(() => {
    const dot = document.createElement('div')
    dot.style.cssText = 'position:fixed;top:0;left:0;width:24px;height:24px;background:currentColor;z-index:9999'
    document.body.append(dot)
    const window = globalThis as Window
    window.benchFrames = { longestMs: 0, count: 0 }
    let last = performance.now()
    const frame = (at: number): void => {
      dot.style.transform = `translateX(${(at / 10) % 400}px)`
      window.benchFrames.longestMs = Math.max(window.benchFrames.longestMs, at - last)
      window.benchFrames.count++
      last = at
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })
}

/** Smoothness from now until `work` is done. */
async function during(app: ElectronApplication, page: Page, work: () => Promise<void>): Promise<Smoothness> {
  await page.evaluate(() => {
    const { benchFrames: frames } = globalThis as Window
    frames.longestMs = 0
    frames.count = 0
  })
  const startedAt = performance.now()
  const delay = await mainLoopDelay(app, work)
  const seconds = (performance.now() - startedAt) / 1_000
  const frames = await page.evaluate(() => (globalThis as Window).benchFrames)
  return {
    ...delay,
    longestFrameMs: frames.longestMs,
    framesPerSecond: frames.count / seconds,
  }
}

/** Through the page's own bridge; only the native dialog is answered for it. */
async function importPhotos(app: ElectronApplication, page: Page, path: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] })
  }, path)
  const file = await callApp(page, 'imports.chooseFile', {})
  const started = await callApp(page, 'imports.start', {
    handle: file['handle'],
    table: 'photos',
    keyField: 'id',
    reading: plainJson,
    isTrial: false,
  })
  for (;;) {
    const job = await callApp(page, 'jobs.get', { id: started['jobId'] })
    if (job['state'] === 'succeeded') return
    if (job['state'] === 'failed' || job['state'] === 'cancelled') throw new Error(JSON.stringify(job['error']))
    await page.waitForTimeout(100)
  }
}

function linesOf(idle: Smoothness, busy: Smoothness, importMs: number, bytes: number): Line[] {
  const name = 'the same window, nothing running'
  return [
    { metric: 'main loop delay, p99', value: busy.p99Ms, unit: 'ms', peer: { name, value: idle.p99Ms }, goal: '<5' },
    { metric: 'main loop delay, max', value: busy.maxMs, unit: 'ms', peer: { name, value: idle.maxMs }, goal: '<50' },
    {
      metric: 'longest frame gap',
      value: busy.longestFrameMs,
      unit: 'ms',
      peer: { name, value: idle.longestFrameMs },
      goal: '<50',
    },
    { metric: 'frames', value: busy.framesPerSecond, unit: '/s', peer: { name, value: idle.framesPerSecond } },
    { metric: `import of ${PHOTOS} records`, value: bytes / 1e6 / (importMs / 1_000), unit: 'MB/s' },
  ].map((measurement) => lineOf('loop', measurement))
}

async function main(): Promise<void> {
  const json = wantsJson()
  await withScratch(async (folder) => {
    const path = join(folder, 'photos.json')
    const bytes = writePhotos(path)
    const app = await launch(join(folder, 'lull'))
    try {
      const page = await openPage(app)
      await animate(page)
      await page.waitForTimeout(3_000)
      const idle = await during(app, page, () => page.waitForTimeout(IDLE_MS))
      const startedAt = performance.now()
      const busy = await during(app, page, () => importPhotos(app, page, path))
      print(linesOf(idle, busy, performance.now() - startedAt, bytes), json)
    } finally {
      await end(app)
    }
  })
}

await main()
