// The real app while it pulls: a source of 200,000 records is added through its window, its sync runs in the app's own worker process, and the
// delay of the main process's event loop is measured meanwhile, and before while nothing runs.
import { callApp, end, type LoopDelay, launch, mainLoopDelay, openPage } from '../app/drivenApp'

export interface PullingLoop {
  idle: LoopDelay
  pulling: LoopDelay
  /** From the adding of the source to its success, ms. */
  ms: number
}

const SETTLING_MS = 3_000
const IDLE_MS = 5_000
const LOOK_EVERY_MS = 100

/** Throws where the pull does not succeed. */
export async function measureMainLoop(folder: string, url: string): Promise<PullingLoop> {
  const app = await launch(folder)
  try {
    const page = await openPage(app)
    await page.waitForTimeout(SETTLING_MS)
    const idle = await mainLoopDelay(app, () => page.waitForTimeout(IDLE_MS))
    const startedAt = performance.now()
    const pulling = await mainLoopDelay(app, async () => {
      const shape = { recordsPath: '', keyField: 'id', paginator: { type: 'link' }, auth: 'none' }
      const settings = { name: 'Photos', url, ...shape, everyMs: null, constraints: {} }
      const { id } = await callApp(page, 'sources.add', { settings })
      for (;;) {
        const sources = Object.values(await callApp(page, 'sources.list', {})).flat() as Record<string, unknown>[]
        if (sources.find((source) => source['id'] === id)?.['lastSuccessAt']) return
        const history = JSON.stringify(await callApp(page, 'history.query', { sourceId: id }))
        if (history.includes('"result":"failed"')) throw new Error(history)
        await page.waitForTimeout(LOOK_EVERY_MS)
      }
    })
    return { idle, pulling, ms: performance.now() - startedAt }
  } finally {
    await end(app)
  }
}
