// The main process of the compute contract's test (D36): the product's own compute() over real utilityProcess workers, a fresh one a case.
// It is bundled when the test runs and is no part of the product. Which cases there are is src/main/runner/computeContract.ts's.
import { app } from 'electron'
import { type ComputeRig, computeContract } from '../../src/main/runner/computeContract'
import { createCompute } from '../../src/main/runner/computeProcess'
import { utilityFork } from '../../src/main/runner/electronChild'

/** The built product's compute process, by argument: the probe has none of its own. */
const entry = process.argv.find((argument) => argument.startsWith('--compute='))?.slice('--compute='.length) ?? ''
const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const LOOK_MS = 10

const elapse = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

function openRig(): ComputeRig {
  return {
    compute: createCompute({ fork: utilityFork({ entry, serviceName: 'Contract compute', env: {} }), log: quiet }),
    kill: (pid) => process.kill(pid, 'SIGKILL'),
    freeze: (pid) => process.kill(pid, 'SIGSTOP'),
    async until(isSo, ms) {
      const end = performance.now() + ms
      while (!isSo()) {
        if (performance.now() > end) throw new Error('it did not come to be')
        await elapse(LOOK_MS)
      }
    },
    elapse,
  }
}

/** null where the promise was kept, else how it was broken. */
async function runCase(title: string): Promise<string | null> {
  const found = computeContract.find((one) => one.title === title)
  if (!found) return 'there is no such case'
  const rig = openRig()
  try {
    await found.run(rig)
    return null
  } catch (problem) {
    return problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)
  } finally {
    await rig.compute.stop()
  }
}

app.on('window-all-closed', () => undefined)
Object.assign(globalThis, { runCase, isReady: app.whenReady() })
