// What a call answers, refuses, and does when nobody is there.
import { granted, RefusalError, refused } from '@shared/errors'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { answerKey, call, EngineUnreachable } from './client'

const bridge = { call: vi.fn<(name: string, input: unknown) => Promise<unknown>>() }

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('window', { lull: bridge })
  bridge.call.mockReset()
  return () => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  }
})

describe('a call', () => {
  it('answers with the value main granted', async () => {
    bridge.call.mockResolvedValue(granted(7))
    await expect(call('jobs.count', {})).resolves.toBe(7)
    expect(bridge.call).toHaveBeenCalledWith('jobs.count', {})
  })
  it('throws a refusal with its code', async () => {
    bridge.call.mockResolvedValue(refused('sample_exists', 'The sample is already there.'))
    await expect(call('sample.add', {})).rejects.toMatchObject({
      name: 'RefusalError',
      refusal: { code: 'sample_exists' },
    })
    await expect(call('sample.add', {})).rejects.toBeInstanceOf(RefusalError)
  })
  it('says that the engine is unreachable when main is gone', async () => {
    bridge.call.mockRejectedValue(new Error('no handler'))
    await expect(call('summary.get', {})).rejects.toBeInstanceOf(EngineUnreachable)
  })
  it('and when it is silent for 35 s, which is longer than main lets anything take', async () => {
    bridge.call.mockReturnValue(new Promise(() => undefined))
    const answer = call('summary.get', {}).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(35_000)
    expect(await answer).toBeInstanceOf(EngineUnreachable)
  })
  it('waits for a native dialog as long as the person likes', async () => {
    bridge.call.mockReturnValue(new Promise((resolve) => setTimeout(() => resolve(granted(null)), 3_600_000)))
    const answer = call('imports.chooseFile', {})
    await vi.advanceTimersByTimeAsync(3_600_000)
    await expect(answer).resolves.toBeNull()
  })
})

it('answers are kept by command, then input', () => {
  expect([answerKey('jobs.get'), answerKey('jobs.get', { id: 'a' })]).toEqual([['jobs.get'], ['jobs.get', { id: 'a' }]])
})
