// Compute processes in the tests' imagination: the real worker side behind messages that are copied as between processes. Time is the test's.
import { type After, realAfter } from '../main/runner/child'
import { type Compute, createCompute } from '../main/runner/computeProcess'
import { FakeChild, silentLog } from '../main/runner/fakeFork'
import type { Computations } from '../worker/computations'
import { startComputing } from '../worker/computeCalls'
import { formatJson } from '../worker/computing/formatJson'
import { hashFile } from '../worker/computing/hashFile'
import { previewFile } from '../worker/computing/previewFile'
import { testSource } from '../worker/probing/testSource'

/** compute() over such processes. */
export function openCompute(): Compute {
  return createCompute({ fork: computeForks().fork, log: silentLog })
}

/** By name: how to load it. */
export type FakeComputations = Computations

export interface ComputeForks {
  fork: () => FakeChild
  /** Every process that was ever started. */
  children: FakeChild[]
  of: (pid: number) => FakeChild | undefined
}

/** `replaced`: other computations under the same names. */
export function computeForks(replaced: Partial<Computations> = {}, after: After = realAfter): ComputeForks {
  const children: FakeChild[] = []
  const table: Computations = {
    'preview.file': async () => previewFile,
    'hash.file': async () => hashFile,
    'format.json': async () => formatJson,
    'test.source': async () => testSource,
    ...replaced,
  }
  const fork = (): FakeChild => {
    const child = new FakeChild(children.length + 1, after)
    startComputing(
      {
        post: (message) => child.say(structuredClone(message)),
        listen: (listener) => {
          child.react = (message) => after(0, () => listener(structuredClone(message)))
        },
        end: () => child.die('exit code 0'),
      },
      table,
    )
    const post = child.post.bind(child)
    child.post = (message) => {
      // As in Electron, where main does not survive it.
      if (child.dead) throw new Error('said to a process that is gone')
      post(message)
    }
    children.push(child)
    return child
  }
  return { fork, children, of: (pid) => children.find((child) => child.pid() === pid) }
}
