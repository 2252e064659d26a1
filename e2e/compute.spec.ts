// The contract of compute(), which computeProcess.test.ts holds fake processes to, held by real utilityProcess workers inside Electron (D36).
import { computeContract } from '../src/main/runner/computeContract'
import { heldByProcesses } from './runner/heldByProcesses'

heldByProcesses({
  entry: 'computeProbe',
  worker: 'compute',
  contract: computeContract,
  called: (title) => `D10 D36 compute, over real processes, ${title}`,
})
