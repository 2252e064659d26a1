// The built app, driven by Playwright for a benchmark: started with a folder of its own, asked through its page's own bridge, and the delay of
// its main process's event loop. What is done meanwhile is the benchmark's.
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import type { Reply } from '@shared/errors'
import type { Bridge } from '@shared/ipc/bridge'

/** The histogram's own timer; its records hold this much even when nothing is late. */
const RESOLUTION_MS = 1

export async function launch(userData: string): Promise<ElectronApplication> {
  const { ELECTRON_RUN_AS_NODE: _asNode, ...env } = process.env as Record<string, string>
  return await _electron.launch({
    executablePath: process.execPath,
    args: [resolve('.'), `--user-data-dir=${userData}`],
    env: { ...env, XDG_CONFIG_HOME: join(userData, 'xdg') },
  })
}

/** The first window, once its bridge is there. */
export async function openPage(app: ElectronApplication): Promise<Page> {
  const page = await app.firstWindow()
  await page.waitForFunction(() => 'lull' in globalThis)
  return page
}

/** Throws where the app refuses. */
export async function callApp(page: Page, name: string, input: unknown): Promise<Record<string, unknown>> {
  const reply = (await page.evaluate(
    ([command, argument]) => (globalThis as unknown as { lull: Bridge }).lull.call(command as never, argument as never),
    [name, input] as const,
  )) as Reply<Record<string, unknown>>
  if (!reply.ok) throw new Error(`${name}: ${reply.refusal.message}`)
  return reply.value
}

export interface LoopDelay {
  p99Ms: number
  maxMs: number
}

/** Of the main process, from now until `work` is done; the histogram's own resolution is taken off. */
export async function mainLoopDelay(app: ElectronApplication, work: () => Promise<void>): Promise<LoopDelay> {
  await app.evaluate((_electron, resolution) => {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks')
    const histogram = monitorEventLoopDelay({ resolution })
    histogram.enable()
    Object.assign(globalThis, { histogram })
  }, RESOLUTION_MS)
  await work()
  const delays = await app.evaluate(() => {
    const { histogram } = globalThis as unknown as {
      histogram: { percentile(p: number): number; max: number; disable(): void }
    }
    histogram.disable()
    return { p99: histogram.percentile(99), max: histogram.max }
  })
  return {
    p99Ms: Math.max(0, delays.p99 / 1e6 - RESOLUTION_MS),
    maxMs: Math.max(0, delays.max / 1e6 - RESOLUTION_MS),
  }
}

/** Ends the app without asking it. */
export async function end(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ app: inApp }) => inApp.exit(0)).catch(() => undefined)
}
