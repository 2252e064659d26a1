// The main process of the runner's contract test (D36): the product's own pool over real utilityProcess workers, one fresh pool a case.
// It is bundled when the test runs and is no part of the product. Which cases there are is src/main/runner/contract.ts's.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { granted } from '@shared/errors'
import type { RunnerEvent } from '@shared/runner'
import { app } from 'electron'
import { type RunnerRig, runnerContract } from '../../src/main/runner/contract'
import { utilityFork } from '../../src/main/runner/electronChild'
import { createWorkerPool, type WorkerPool } from '../../src/main/runner/workerPool'

/** The built product's worker, by argument: the probe has none of its own. */
const entry = process.argv.find((argument) => argument.startsWith('--worker='))?.slice('--worker='.length) ?? ''
const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const LOOK_MS = 10
const SERVICE = 'Contract worker'

const elapse = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

async function until(isSo: () => boolean, ms: number, problem: () => string): Promise<void> {
  const end = performance.now() + ms
  while (!isSo()) {
    if (performance.now() > end) throw new Error(problem())
    await elapse(LOOK_MS)
  }
}

function openRig(folder: string, pools: Set<WorkerPool>): RunnerRig {
  const at = (name: string): string => join(folder, name)
  const events: RunnerEvent[] = []
  const pool = createWorkerPool({
    fork: utilityFork({ entry, serviceName: SERVICE, env: {} }),
    slots: 2,
    paths: { library: at('library.db'), imports: at('imports.db'), spool: at('spool'), temp: at('temp') },
    answer: async () => granted(null),
    log: quiet,
    cleanLine: (line) => line,
  })
  pool.subscribe((event) => events.push(event))
  pools.add(pool)
  return {
    pool,
    events,
    start: (attemptId, behaviour) =>
      pool.start({
        attemptId,
        jobId: `job of ${attemptId}`,
        kind: 'diagnostic.noop',
        input: behaviour === 'long' ? { holdMs: 60_000 } : {},
        attempt: 0,
        tags: [],
        generation: 0,
        sourceId: null,
        epoch: 1,
        trigger: 'schedule',
      }),
    kill: (pid) => process.kill(pid, 'SIGKILL'),
    freeze: (pid) => process.kill(pid, 'SIGSTOP'),
    until: (isSo, ms) => until(isSo, ms, () => `it did not come to be: ${JSON.stringify(events)}`),
    elapse,
  }
}

/** Workers that no pool knows of any more, and that live all the same. */
function strays(pools: Set<WorkerPool>): number[] {
  const known = new Set([...pools].flatMap((pool) => pool.pids()))
  const alive = app.getAppMetrics().filter(({ name }) => name === SERVICE)
  return alive.map(({ pid }) => pid).filter((pid) => !known.has(pid))
}

/** null where the promise was kept, else how it was broken. */
async function runCase(title: string, pools: Set<WorkerPool>): Promise<string | null> {
  const found = runnerContract.find((one) => one.title === title)
  if (!found) return 'there is no such case'
  const folder = mkdtempSync(join(tmpdir(), 'lull-runner-'))
  const rig = openRig(folder, pools)
  try {
    await found.run(rig)
    await rig.pool.stopAll()
    await until(
      () => strays(pools).length === 0,
      2_000,
      () => `workers were left behind: ${strays(pools).join(' ')}`,
    )
    return null
  } catch (problem) {
    return problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)
  } finally {
    await rig.pool.stopAll()
    pools.delete(rig.pool)
    rmSync(folder, { recursive: true, force: true })
  }
}

function start(): void {
  const pools = new Set<WorkerPool>()
  app.on('window-all-closed', () => undefined)
  const answers = { runCase: (title: string) => runCase(title, pools), isReady: app.whenReady() }
  Object.assign(globalThis, answers)
}

start()
