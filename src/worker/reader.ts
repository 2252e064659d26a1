// Entry of the reader (utilityProcess): answers calls from main about the two library files, read-only, for as long as the Data view is
// open (D9). A runaway query is ended by ending this process. A table that is written to a file gets a process of its own.
import { exportCall } from './exporting/exportCall'
import { dieOfUnhandledRejections, scrubEnvironment } from './processGuards'
import { openReader } from './readerCalls'

scrubEnvironment(process.env)
dieOfUnhandledRejections(() => {})
const { parentPort } = process
const post = parentPort.postMessage.bind(parentPort)
const reader = openReader()
parentPort.on('message', (event) => {
  if (exportCall(event.data, post) !== null) return
  const answer = reader.answer(event.data)
  if (answer !== null) post(answer)
})
