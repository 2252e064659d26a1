// Constructs what asks servers: the worker slots with what they may ask of main, the sample's own server, and the test of a source's form.
import { app, session } from 'electron'
import { v7 as newId } from 'uuid'
import { forkOf } from './composeFork'
import type { Looks } from './composeLooks'
import { createAnswers, type SampleLease } from './duties/answers'
import type { OriginPermits } from './duties/originPermits'
import { SAMPLE_SOURCE_ID } from './duties/sampleDuties'
import { createSourceTests, type TestSource } from './duties/sourceTests'
import type { EngineClient } from './engineThread/client'
import { cleanLine } from './platform/cleanText'
import type { FileLog } from './platform/fileLog'
import type { AppPaths } from './platform/paths'
import { createSampleProcess, type SampleProcess } from './runner/sampleProcess'
import { createWorkerPool, type WorkerPool } from './runner/workerPool'
import type { Vault } from './secrets/vault'

/** Attempts at once. */
/** What a worker reads is garbage at once: swept often in a small space it takes 10 MB less, at no cost that can be measured (bench import). */
const WORKER_FLAGS = ['--max-semi-space-size=4']

export const SLOTS = 2

interface PoolOptions {
  paths: AppPaths
  log: FileLog
}

export interface Sample {
  process: SampleProcess
  acquire(): Promise<SampleLease>
}

/** The season counts from when the sample was added, so that it goes on over restarts. */
export function sampleOf(core: EngineClient, { paths, log }: PoolOptions): Sample {
  let startedAt = Date.now()
  const sample = createSampleProcess({
    fork: forkOf('sample', 'Lull sample'),
    startedAt: () => startedAt,
    state: paths.sampleState,
    ...sampleDelay(),
    log: log.child('sample'),
  })
  return {
    process: sample,
    async acquire() {
      startedAt = (await core.source(SAMPLE_SOURCE_ID))?.createdAt ?? startedAt
      return sample.acquire()
    },
  }
}

/** As Chromium answers it for this system. */
const resolveProxy = (url: string): Promise<string> => session.defaultSession.resolveProxy(url)

interface PoolParts {
  core: EngineClient
  vault: Vault
  sample: Sample
  permits: OriginPermits
}

export function poolOf({ core, vault, sample, permits }: PoolParts, { paths, log }: PoolOptions): WorkerPool {
  const answers = createAnswers({
    core,
    token: (sourceId, origin) => vault.get(sourceId, origin),
    acquireSample: () => sample.acquire(),
    resolveProxy,
    logsPastCap: () => log.logsPastCap(),
    permits,
    log: log.child('answers'),
  })
  const { library, imports, spool, temp } = paths
  const pool = createWorkerPool({
    fork: forkOf('worker', 'Lull worker', WORKER_FLAGS),
    slots: SLOTS,
    paths: { library, imports, spool, temp },
    answer: answers.answer,
    log: log.child('worker'),
    cleanLine,
  })
  pool.subscribe((event) => {
    core.runner(event)
    if (event.type === 'ended' || event.type === 'died') answers.attemptEnded(event.attemptId)
  })
  return pool
}

export function testsOf({ compute }: Looks, vault: Vault, permits: OriginPermits): TestSource {
  return createSourceTests({
    compute,
    token: (sourceId, origin) => vault.get(sourceId, origin),
    resolveProxy,
    permits,
    newId,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  })
}

/** Slows the sample's server so that a test can land a kill in between; in unpackaged builds only. */
function sampleDelay(): { pageDelayMs?: number } {
  const delayMs = Number(process.env.LULL_SAMPLE_DELAY_MS)
  return !app.isPackaged && delayMs > 0 ? { pageDelayMs: delayMs } : {}
}
