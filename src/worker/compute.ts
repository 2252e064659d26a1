// Entry of a compute process (utilityProcess): answers what main asks to be computed, until main asks it to end (D10). It knows no files
// of the app, no jobs, and no token but the one it is handed for a test.
import { computationTable } from './computations'
import { startComputing } from './computeCalls'
import { dieOfUnhandledRejections, scrubEnvironment } from './processGuards'

scrubEnvironment(process.env)
const { parentPort } = process
const post = parentPort.postMessage.bind(parentPort)
dieOfUnhandledRejections((message) => {
  post({ type: 'log', level: 'error', message: 'unhandled rejection', fields: { reason: message } })
})
startComputing(
  {
    post,
    listen: (listener) => parentPort.on('message', (event) => listener(event.data)),
    end: () => process.exit(0),
  },
  computationTable,
)
