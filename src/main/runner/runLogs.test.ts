// What a live attempt has said stays within its bound, the important longest; and it reaches the end of its attempt, and nobody else's.
import type { Outcome } from '@shared/jobs/outcome'
import type { RunLog } from '@shared/jobs/runLog'
import type { LogLevel } from '@shared/logger'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { runSpec } from './fakeFork'
import { openBench } from './poolBench'
import { createRunLogs, MOST_CHARACTERS, MOST_LINES, type RunLogs } from './runLogs'

const open = (): RunLogs => {
  let now = 0
  const logs = createRunLogs(
    (line) => line,
    () => (now += 1),
  )
  logs.began(runSpec('a', 'long'))
  return logs
}
const say = (logs: RunLogs, message: string, level: LogLevel = 'info'): void =>
  logs.said('a', { level, message, fields: {} })
const messages = (log: RunLog | null | undefined): string[] => (log?.lines ?? []).map((line) => line.message)
const end = (logs: RunLogs, attemptId = 'a'): RunLog | undefined => logs.ended(attemptId, { type: 'succeeded' }, {}).log

describe('OBS-1 what an attempt says', () => {
  it('is kept in its order, and handed over once', () => {
    const logs = open()
    say(logs, 'one')
    say(logs, 'two', 'warn')
    const lines = [
      { at: 1, level: 'info', message: 'one', fields: {} },
      { at: 2, level: 'warn', message: 'two', fields: {} },
    ]
    expect(logs.ofJob('job of a')).toEqual({ lines, dropped: 0 })
    expect(end(logs)).toEqual({ lines, dropped: 0 })
    expect(end(logs)).toBeUndefined()
    expect(logs.ofJob('job of a')).toBeNull()
  })

  it('is nothing where it said nothing and nobody sees its kind', () => {
    const logs = open()
    expect(logs.ofJob('job of a')).toBeNull()
    expect(logs.ended('a', { type: 'succeeded' }, {})).toEqual({})
  })

  it('loses the oldest of the least important first, and says how many', () => {
    const logs = open()
    say(logs, 'began')
    say(logs, 'odd', 'warn')
    for (let page = 1; page <= 10_000; page += 1) say(logs, `page ${page}`, 'debug')
    say(logs, 'failed', 'error')
    const log = end(logs)
    expect(log?.lines).toHaveLength(MOST_LINES)
    expect(log?.dropped).toBe(10_003 - MOST_LINES)
    expect(messages(log).slice(0, 2)).toEqual(['began', 'odd'])
    expect(messages(log).slice(-2)).toEqual(['page 10000', 'failed'])
  })

  it('is bounded by its size too, and its newest line is there whatever it is', () => {
    const logs = open()
    for (let line = 0; line < 150; line += 1) say(logs, `${line} ${'x'.repeat(4_000)}`, 'error')
    const last = `and then ${'y'.repeat(3_000)}`
    say(logs, last, 'debug')
    const log = end(logs)
    expect(messages(log).join('').length).toBeLessThanOrEqual(MOST_CHARACTERS)
    expect(messages(log).at(-1)).toBe(last)
    expect(log?.dropped).toBe(151 - messages(log).length)
  })

  it('is of the newest attempt of its job', () => {
    const logs = open()
    say(logs, 'the old one')
    logs.began({ ...runSpec('b', 'long'), jobId: 'job of a' })
    logs.said('b', { level: 'info', message: 'the new one', fields: {} })
    expect(messages(logs.ofJob('job of a'))).toEqual(['the new one'])
    end(logs, 'b')
    expect(messages(logs.ofJob('job of a'))).toEqual(['the old one'])
  })
})

describe('OBS-1 the log of a kind that people see', () => {
  const openSeen = (): RunLogs => {
    const logs = open()
    logs.began({ ...runSpec('s', 'clean'), attempt: 2, trigger: 'user' })
    return logs
  }
  const error = { code: 'server_error', message: 'The server said: {"name":"somebody"}' }

  it('begins with what started it', () => {
    const fields = { kind: 'clean', attempt: 3, trigger: 'user' }
    expect(openSeen().ofJob('job of s')).toMatchObject({ lines: [{ level: 'info', message: 'began', fields }] })
  })

  it.each<[Outcome, LogLevel, string, object]>([
    [{ type: 'succeeded' }, 'info', 'succeeded', {}],
    [{ type: 'failed', error }, 'error', 'failed', { code: 'server_error' }],
    [{ type: 'retry', error }, 'warn', 'to be tried again', { code: 'server_error' }],
    [
      { type: 'wait', reason: 'rate_limited', scope: 'origin', until: Date.UTC(2026, 0, 5), error },
      'info',
      'has to wait',
      { reason: 'rate_limited', of: 'origin', until: '2026-01-05T00:00:00.000Z', code: 'server_error' },
    ],
  ])('ends with %j as a code with the sums, and not in a server’s words', (outcome, level, message, fields) => {
    const { log } = openSeen().ended('s', outcome, { pages: 2 })
    expect(log?.lines.at(-1)).toMatchObject({ level, message, fields: { ...fields, pages: 2 } })
    expect(JSON.stringify(log)).not.toContain('somebody')
  })

  it('says that it was asked to stop, once, and that it did, whatever its handler returned', () => {
    const logs = openSeen()
    logs.stopping('s', 'charging')
    logs.stopping('s', 'quit')
    const { log } = logs.ended('s', { type: 'retry' }, {})
    expect(log?.lines.slice(1)).toMatchObject([
      { message: 'asked to stop', fields: { reason: 'charging' } },
      { message: 'stopped', fields: { reason: 'charging' } },
    ])
  })

  it('says how its process went', () => {
    const crashed = openSeen().died('s', { cause: 'crashed', detail: 'exit code 9' })
    expect(crashed.log?.lines.at(-1)).toMatchObject({
      level: 'error',
      fields: { cause: 'crashed', detail: 'exit code 9' },
    })
    const stopped = openSeen().died('s', { cause: 'stopped', detail: '' })
    expect(stopped.log?.lines.at(-1)).toMatchObject({ level: 'warn' })
  })
})

describe('OBS-1 the end of an attempt', () => {
  const elapse = async (): Promise<void> => void (await vi.advanceTimersByTimeAsync(1))
  const begin = async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const bench = openBench()
    bench.pool.start(runSpec('a', 'long'))
    await elapse()
    const [child] = bench.children
    if (child === undefined) throw new Error('no process was made')
    const say = async (message: object): Promise<void> => {
      child.say(message)
      await elapse()
    }
    const finish = (attemptId: string): Promise<void> =>
      say({ type: 'ended', attemptId, outcome: { type: 'succeeded' }, sums: {} })
    return { ...bench, child, say, finish }
  }
  const line = { type: 'log', level: 'info', message: 'it is hunter2', fields: { pages: 3, next: null } }

  it('brings what it said, made fit, without fields that say nothing', async () => {
    const { pool, say, finish, events } = await begin()
    const at = Date.now()
    await say(line)
    expect(pool.liveLog('job of a')).toMatchObject({ lines: [{ message: 'it is [secret]' }] })
    await finish('a')
    const lines = [{ at, level: 'info', message: 'it is [secret]', fields: { pages: 3 } }]
    expect(events.at(-1)).toMatchObject({ type: 'ended', log: { lines, dropped: 0 } })
    expect(pool.liveLog('job of a')).toBeNull()
  })

  it('brings nothing of one that said nothing, nor of what was said between two', async () => {
    const { pool, say, finish, events } = await begin()
    await finish('a')
    expect(events.at(-1)).not.toHaveProperty('log')
    await say(line)
    pool.start(runSpec('b', 'long'))
    await elapse()
    await finish('b')
    expect(events.at(-1)).toMatchObject({ type: 'ended', attemptId: 'b' })
    expect(events.at(-1)).not.toHaveProperty('log')
  })

  it('brings it too when its process died', async () => {
    const { child, say, events } = await begin()
    await say(line)
    child.die('signal 9')
    await elapse()
    expect(events.at(-1)).toMatchObject({ type: 'died', log: { lines: [{ message: 'it is [secret]' }] } })
  })
})
