// What a run said is there with its row of history, however it ended, and goes with it.
import type { RunLog } from '@shared/jobs/runLog'
import { DAY_MS } from '@shared/time'
import { afterEach, describe, expect, it } from 'vitest'
import { hang, idOf, minutes, ok, oneTime } from '../../testing/builders'
import { type Harness, openHarness } from '../../testing/harness'

let h: Harness
afterEach(async () => await h.close())

const said = (message: string): RunLog => ({
  lines: [{ at: 1, level: 'info', message, fields: { pages: 2 } }],
  dropped: 3,
})
const logsOf = (jobId: string): (RunLog | null)[] => h.history(jobId).map(({ id }) => h.engine().runLog(id))
const lastAttempt = (): string => h.runs('a').at(-1)?.attemptId ?? ''

async function startOne(): Promise<string> {
  h = await openHarness({ device: { charging: true } })
  h.handle('a', hang)
  return idOf(await h.jobs.enqueue([oneTime('a', { constraints: { charging: true } })]))
}
async function end(log?: RunLog): Promise<void> {
  const attemptId = lastAttempt()
  h.engine().runnerEvent({ type: 'ended', attemptId, outcome: ok(), sums: {}, ...(log && { log }) })
  await h.settle()
}

describe('OBS-1 the log of a run', () => {
  it('is there once its attempt has ended', async () => {
    const id = await startOne()
    await end(said('began'))
    expect(logsOf(id)).toEqual([said('began')])
  })

  it('is null of a run that said nothing, and of no run', async () => {
    const id = await startOne()
    await end()
    expect(logsOf(id)).toEqual([null])
    expect(h.engine().runLog('nobody')).toBeNull()
  })

  it('is there of a run that was stopped, and of one whose process died', async () => {
    const id = await startOne()
    const attemptId = lastAttempt()
    await h.setDevice({ charging: false })
    const [stopped] = h.history(id)
    expect(stopped?.result).toBe('stopped')
    await h.setDevice({ charging: true })
    await h.advance(minutes(1))
    const log = said('and then nothing')
    h.engine().runnerEvent({ type: 'died', attemptId: lastAttempt(), cause: 'crashed', detail: '', log })
    await h.settle()
    expect(lastAttempt()).not.toBe(attemptId)
    expect(logsOf(id)).toEqual([null, log])
  })

  it('goes with its row, after 90 days', async () => {
    const id = await startOne()
    await end(said('long ago'))
    await h.advance(92 * DAY_MS)
    await h.restart()
    expect(h.history(id)).toEqual([])
    expect(h.db().prepare('SELECT count(*) FROM run_logs').pluck().get()).toBe(0)
  })

  it('is written again, once, when the disk was full as its attempt ended', async () => {
    const id = await startOne()
    h.db().pragma(`max_page_count = ${String(h.db().pragma('page_count', { simple: true }))}`)
    await end(said('x'.repeat(200_000)))
    expect(h.history(id)).toEqual([])
    h.db().pragma('max_page_count = 1000000')
    await h.advance(minutes(1))
    expect(logsOf(id)).toEqual([said('x'.repeat(200_000))])
  })
})
