// The runner's contract, which workerPool.test.ts holds fake processes to, held by real utilityProcess workers inside Electron (D36). Each case has a
// pool of its own.
import { runnerContract } from '../src/main/runner/contract'
import { heldByProcesses } from './runner/heldByProcesses'

heldByProcesses({
  entry: 'probe',
  worker: 'worker',
  contract: runnerContract,
  called: (title) => `D36 a pool of real workers ${title}`,
})
