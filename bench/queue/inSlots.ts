// Lull's queue as it runs in the app: the engine in its thread, attempts in real worker processes. Only inside Electron's main process.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CoreEvent } from '@shared/core'
import { refused } from '@shared/errors'
import { defaultPreferences } from '@shared/preferences'
import { type EngineClient, startEngineThread } from '../../src/main/engineThread/client'
import { utilityFork } from '../../src/main/runner/electronChild'
import { createWorkerPool, type WorkerPool } from '../../src/main/runner/workerPool'

const quiet = { debug() {}, info() {}, warn() {}, error: console.error }

export interface SlotsOptions {
  /** Folder of the built app. */
  built: string
  /** For everything that is written. */
  folder: string
  corePath: string
  slots: number
  /** Of the engine's thread; absent: the app's own. */
  thread?: string
}

export interface InSlots {
  engine: EngineClient
  /** Resolves when so many attempts more have ended durably. */
  whenEnded: (count: number) => Promise<void>
  /** Resolves when so many attempts more have come back from their slots. */
  whenBack: (count: number) => Promise<void>
  /** Ends all worker processes: the next attempt finds no warm one. */
  cool: () => Promise<void>
  close: () => Promise<void>
}

export async function openInSlots(options: SlotsOptions): Promise<InSlots> {
  const { built, corePath, slots, thread = join(built, 'engineThread.js') } = options
  const engine = startEngineThread({
    entry: pathToFileURL(thread),
    data: { corePath, preferences: defaultPreferences, slots, isPackaged: true },
    log: quiet,
    onDeath: (error) => {
      throw error
    },
    onSetAside: () => undefined,
  })
  const ended = counter()
  const back = counter()
  let pool = newPool()
  engine.on((event) => received(event))

  function newPool(): WorkerPool {
    const made = poolOf(options)
    made.subscribe((event) => {
      engine.runner(event)
      if (event.type === 'ended') back.count()
    })
    return made
  }
  function received(event: CoreEvent): void {
    if (event.type === 'start') pool.start(event.run)
    else if (event.type === 'alarm' && event.at !== null)
      setTimeout(() => engine.alarmFired(), Math.max(0, event.at - Date.now()))
    else if (event.type === 'attemptEnded') ended.count()
  }
  await engine.ready
  return {
    engine,
    whenEnded: ended.after,
    whenBack: back.after,
    cool: async () => {
      const old = pool
      pool = newPool()
      await old.stopAll()
    },
    close: async () => {
      await engine.shutDown()
      await pool.stopAll()
    },
  }
}

export function poolOf({ built, folder, slots }: Pick<SlotsOptions, 'built' | 'folder' | 'slots'>): WorkerPool {
  const at = (name: string): string => join(folder, name)
  return createWorkerPool({
    fork: utilityFork({ entry: join(built, 'worker.js'), serviceName: 'bench', env: {} }),
    slots,
    paths: { library: at('library.db'), imports: at('imports.db'), spool: at('spool'), temp: at('temp') },
    answer: () => Promise.resolve(refused('none', 'There is no service here.')),
    log: quiet,
    cleanLine: (line) => line,
  })
}

interface Counter {
  count(): void
  after: (more: number) => Promise<void>
}

function counter(): Counter {
  let left = 0
  let tell = (): void => undefined
  return {
    count() {
      left -= 1
      if (left === 0) tell()
    },
    after: (more) =>
      new Promise((resolve) => {
        left = more
        tell = resolve
      }),
  }
}
