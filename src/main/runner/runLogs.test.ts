// What a live attempt has said stays within its bound, the important longest; and it reaches the end of its attempt, and nobody else's.
import type { LogLevel } from '@shared/logger'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { runSpec } from './fakeFork'
import { openBench } from './poolBench'
import { createRunLogs, MOST_CHARACTERS, MOST_LINES, type RunLogs } from './runLogs'

const open = (): RunLogs => {
  const logs = createRunLogs((line) => line)
  logs.began('a', 'job')
  return logs
}
const say = (logs: RunLogs, message: string, level: LogLevel = 'info', at = 1): void =>
  logs.add('a', { at, level, message, fields: {} })
const said = (logs: RunLogs): string[] => (logs.ofJob('job')?.lines ?? []).map((line) => line.message)

describe('OBS-1 what an attempt says', () => {
  it('is kept in its order, and handed over once', () => {
    const logs = open()
    say(logs, 'one')
    say(logs, 'two', 'warn')
    expect(logs.ofJob('job')).toMatchObject({ lines: [{ message: 'one' }, { message: 'two' }], dropped: 0 })
    expect(logs.take('a')).toMatchObject({ lines: [{ message: 'one' }, { message: 'two' }], dropped: 0 })
    expect(logs.take('a')).toBeUndefined()
    expect(logs.ofJob('job')).toBeNull()
  })

  it('is nothing where it said nothing', () => {
    const logs = open()
    expect(logs.ofJob('job')).toBeNull()
    expect(logs.take('a')).toBeUndefined()
  })

  it('loses the oldest of the least important first, and says how many', () => {
    const logs = open()
    say(logs, 'began')
    say(logs, 'odd', 'warn')
    for (let page = 1; page <= 10_000; page += 1) say(logs, `page ${page}`, 'debug')
    say(logs, 'failed', 'error')
    const log = logs.take('a')
    expect(log?.lines).toHaveLength(MOST_LINES)
    expect(log?.dropped).toBe(10_003 - MOST_LINES)
    const messages = log?.lines.map((line) => line.message) ?? []
    expect(messages.slice(0, 2)).toEqual(['began', 'odd'])
    expect(messages.slice(-2)).toEqual(['page 10000', 'failed'])
  })

  it('is bounded by its size too, and its newest line is there whatever it is', () => {
    const logs = open()
    for (let line = 0; line < 150; line += 1) say(logs, `${line} ${'x'.repeat(4_000)}`, 'error')
    say(logs, 'and then', 'debug')
    const messages = said(logs)
    expect(messages.join('').length).toBeLessThanOrEqual(MOST_CHARACTERS)
    expect(messages.at(-1)).toBe('and then')
    expect(logs.take('a')?.dropped).toBe(151 - messages.length)
  })

  it('is of the newest attempt of its job', () => {
    const logs = open()
    say(logs, 'the old one')
    logs.began('b', 'job')
    logs.add('b', { at: 2, level: 'info', message: 'the new one', fields: {} })
    expect(said(logs)).toEqual(['the new one'])
    logs.take('b')
    expect(said(logs)).toEqual(['the old one'])
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
    const end = (attemptId: string): Promise<void> =>
      say({ type: 'ended', attemptId, outcome: { type: 'succeeded' }, sums: {} })
    return { ...bench, child, say, end }
  }
  const line = { type: 'log', level: 'info', message: 'it is hunter2', fields: { pages: 3, next: null } }

  it('brings what it said, made fit, without fields that say nothing', async () => {
    const { pool, say, end, events } = await begin()
    const at = Date.now()
    await say(line)
    expect(pool.liveLog('job of a')).toMatchObject({ lines: [{ message: 'it is [secret]' }] })
    await end('a')
    const lines = [{ at, level: 'info', message: 'it is [secret]', fields: { pages: 3 } }]
    expect(events.at(-1)).toMatchObject({ type: 'ended', log: { lines, dropped: 0 } })
    expect(pool.liveLog('job of a')).toBeNull()
  })

  it('brings nothing of one that said nothing, nor of what was said between two', async () => {
    const { pool, say, end, events } = await begin()
    await end('a')
    expect(events.at(-1)).not.toHaveProperty('log')
    await say(line)
    pool.start(runSpec('b', 'long'))
    await elapse()
    await end('b')
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
