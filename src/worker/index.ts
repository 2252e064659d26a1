// Entry of a worker slot (utilityProcess): guards the process, then lets the dispatcher listen to main.
// Paths come in the first message, never through the environment or the command line.
import { startDispatcher } from './dispatcher'
import { handlerOf } from './handlers'
import { dieOfUnhandledRejections, scrubEnvironment } from './processGuards'

scrubEnvironment(process.env)
const { parentPort } = process
const post = parentPort.postMessage.bind(parentPort)
dieOfUnhandledRejections((message) => {
  post({ type: 'log', level: 'error', message: 'unhandled rejection', fields: { reason: message } })
})
startDispatcher(
  {
    post,
    listen: (listener) => parentPort.on('message', (event) => listener(event.data)),
  },
  handlerOf,
)
