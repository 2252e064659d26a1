// Entry of the sample server's process: waits for its one `start` message, listens, says where. It runs only while a
// sample job needs it; starting and ending it is main's.
import { type FromSample, toSampleSchema } from '@shared/sampleMessages'
import { openReports } from './reports'
import { season } from './season'
import { startSampleServer } from './server'

function tell(message: FromSample): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process has no origin
  process.parentPort.postMessage(message)
}

async function start(message: unknown): Promise<void> {
  const { token, seed, startedAt, state, pageDelayMs } = toSampleSchema.parse(message)
  const { port } = await startSampleServer({
    token,
    matches: (nowMs) => season(nowMs, startedAt, seed),
    reports: openReports(state),
    now: Date.now,
    pageDelayMs: pageDelayMs ?? 0,
  })
  tell({ type: 'listening', port })
}

process.parentPort.once('message', ({ data }) => {
  start(data).catch((problem: unknown) =>
    tell({ type: 'failed', message: problem instanceof Error ? problem.message : String(problem) }),
  )
})
