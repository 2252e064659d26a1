// What every runner must do, as cases for any test runner (D36): against fake processes in workerPool.test.ts, and inside Electron
// against real ones. A case throws where the promise is broken. Cases marked `slow` need more than half a minute of real time.
import assert from 'node:assert/strict'
import type { RunnerEvent } from '@shared/runner'
import type { WorkerPool } from './workerPool'

/** A pool of two slots, and hands on its processes. */
export interface RunnerRig {
  pool: WorkerPool
  /** Everything the pool has said, oldest first. */
  events: RunnerEvent[]
  /** `quick` ends by itself at once; `long` goes on for a minute unless it is stopped. */
  start: (attemptId: string, behaviour: 'quick' | 'long') => void
  /** kill -9. */
  kill: (pid: number) => void
  /** SIGSTOP. */
  freeze: (pid: number) => void
  /** Lets time pass until it is so; throws when it is not within ms. */
  until: (isSo: () => boolean, ms: number) => Promise<void>
  elapse: (ms: number) => Promise<void>
}

export interface RunnerCase {
  title: string
  slow?: true
  run: (rig: RunnerRig) => Promise<void>
}

const of = ({ events }: RunnerRig, attemptId: string): string[] =>
  events.filter((event) => event.attemptId === attemptId && event.type !== 'progress').map(wordOf)

const wordOf = (event: RunnerEvent): string => (event.type === 'died' ? `died ${event.cause}` : event.type)

const ended = (rig: RunnerRig, attemptId: string) => (): boolean =>
  of(rig, attemptId).some((word) => word !== 'started')

const started = (rig: RunnerRig, attemptId: string) => (): boolean => of(rig, attemptId).includes('started')

function onlyPid({ pool }: RunnerRig): number {
  const [pid, ...others] = pool.pids()
  assert.ok(pid !== undefined && others.length === 0, 'exactly one process')
  return pid
}

export const runnerContract: readonly RunnerCase[] = [
  {
    title: 'starts an attempt and ends it, each said once and in order',
    async run(rig) {
      rig.start('a', 'quick')
      await rig.until(ended(rig, 'a'), 10_000)
      await rig.elapse(100)
      assert.deepEqual(of(rig, 'a'), ['started', 'ended'])
    },
  },
  {
    title: 'says nothing before start() has returned',
    async run(rig) {
      rig.start('a', 'quick')
      assert.deepEqual(rig.events, [])
      await rig.until(ended(rig, 'a'), 10_000)
    },
  },
  {
    title: 'runs attempts side by side, each in a process of its own',
    async run(rig) {
      rig.start('a', 'long')
      rig.start('b', 'long')
      await rig.until(() => started(rig, 'a')() && started(rig, 'b')(), 10_000)
      assert.equal(new Set(rig.pool.pids()).size, 2)
    },
  },
  {
    title: 'has one more slot for expedited work, and lets what comes beyond it wait',
    async run(rig) {
      for (const id of ['a', 'b', 'c', 'd']) rig.start(id, 'long')
      await rig.until(() => ['a', 'b', 'c'].every((id) => started(rig, id)()), 10_000)
      assert.equal(rig.pool.liveProcesses(), 3)
      assert.deepEqual(of(rig, 'd'), [])
      rig.pool.stop('a', 'cancelled', 5_000)
      await rig.until(started(rig, 'd'), 10_000)
      assert.equal(rig.pool.liveProcesses(), 3)
    },
  },
  {
    title: 'uses a warm process again',
    async run(rig) {
      rig.start('a', 'quick')
      await rig.until(ended(rig, 'a'), 10_000)
      const pid = onlyPid(rig)
      rig.start('b', 'quick')
      await rig.until(ended(rig, 'b'), 10_000)
      assert.equal(onlyPid(rig), pid)
    },
  },
  {
    title: 'stops an attempt that listens without killing its process',
    async run(rig) {
      rig.start('a', 'long')
      await rig.until(started(rig, 'a'), 10_000)
      const pid = onlyPid(rig)
      rig.pool.stop('a', 'network', 5_000)
      await rig.until(ended(rig, 'a'), 4_000)
      assert.deepEqual(of(rig, 'a'), ['started', 'ended'])
      assert.equal(onlyPid(rig), pid)
    },
  },
  {
    title: 'D15 kills the process of an attempt that does not stop within its grace',
    async run(rig) {
      rig.start('a', 'long')
      await rig.until(started(rig, 'a'), 10_000)
      rig.freeze(onlyPid(rig))
      rig.pool.stop('a', 'cancelled', 500)
      await rig.elapse(300)
      assert.deepEqual(of(rig, 'a'), ['started'])
      await rig.until(ended(rig, 'a'), 4_000)
      assert.deepEqual(of(rig, 'a'), ['started', 'died stopped'])
      assert.equal(rig.pool.liveProcesses(), 0)
    },
  },
  {
    title: 'F3, P17 tells of a process that was killed, once, and has the next within 2 s',
    async run(rig) {
      rig.start('a', 'long')
      await rig.until(started(rig, 'a'), 10_000)
      rig.kill(onlyPid(rig))
      await rig.until(ended(rig, 'a'), 2_000)
      rig.start('b', 'quick')
      await rig.until(started(rig, 'b'), 2_000)
      assert.deepEqual(of(rig, 'a'), ['started', 'died crashed'])
    },
  },
  {
    title: 'stops an attempt that never started, and one that nobody knows',
    async run(rig) {
      for (const id of ['a', 'b', 'c', 'd']) rig.start(id, 'long')
      rig.pool.stop('d', 'cancelled', 0)
      rig.pool.stop('nobody', 'cancelled', 0)
      await rig.until(ended(rig, 'd'), 1_000)
      assert.deepEqual(of(rig, 'd'), ['died stopped'])
      assert.deepEqual(of(rig, 'nobody'), [])
    },
  },
  {
    title: 'P26 ends everything when the app quits, and starts nothing any more',
    async run(rig) {
      for (const id of ['a', 'b', 'c', 'd']) rig.start(id, 'long')
      await rig.until(started(rig, 'a'), 10_000)
      const [all] = await Promise.all([rig.pool.stopAll().then(() => 'gone'), rig.elapse(1_000)])
      assert.equal(all, 'gone')
      rig.start('e', 'quick')
      await rig.until(ended(rig, 'e'), 1_000)
      assert.equal(rig.pool.liveProcesses(), 0)
      const last = ['a', 'b', 'c', 'd', 'e'].map((id) => of(rig, id).at(-1))
      assert.deepEqual(new Set(last), new Set(['died stopped']))
    },
  },
  {
    title: 'P26 ends a process that has only begun to start, and does not wait for more than that',
    async run(rig) {
      let isGone = false
      rig.start('a', 'long')
      void rig.pool.stopAll().then(() => (isGone = true))
      await rig.until(() => isGone, 2_000)
      assert.deepEqual(of(rig, 'a'), ['died stopped'])
    },
  },
  {
    title: 'D11, F9 kills a process that says nothing for 30 s while it runs',
    slow: true,
    async run(rig) {
      rig.start('a', 'long')
      await rig.until(started(rig, 'a'), 10_000)
      await rig.elapse(1_000)
      rig.freeze(onlyPid(rig))
      await rig.elapse(22_000)
      assert.deepEqual(of(rig, 'a'), ['started'])
      await rig.until(ended(rig, 'a'), 12_000)
      assert.deepEqual(of(rig, 'a'), ['started', 'died hung'])
    },
  },
  {
    title: 'lets a process go that has had nothing to do for 30 s, and one that works stay',
    slow: true,
    async run(rig) {
      rig.start('a', 'quick')
      rig.start('b', 'long')
      await rig.until(() => ended(rig, 'a')() && started(rig, 'b')(), 10_000)
      await rig.elapse(28_000)
      assert.equal(rig.pool.liveProcesses(), 2)
      await rig.until(() => rig.pool.liveProcesses() === 1, 4_000)
      assert.deepEqual(of(rig, 'b'), ['started'])
    },
  },
]
