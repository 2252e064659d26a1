// Proves that pages hear of every change, but never too often, and that nobody listening costs nothing.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createBroadcaster, type EventTarget } from './broadcaster'

interface Sent {
  name: string
  payload: unknown
}

function open(pages = 1) {
  const sent: Sent[] = []
  const targets: EventTarget[] = Array.from({ length: pages }, (_, id) => ({
    id,
    send: (_channel, name, payload) => void sent.push({ name, payload }),
  }))
  const broadcaster = createBroadcaster(() => targets)
  return { broadcaster, sent, targets }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('changed', () => {
  it('is told at once, then at most 10 times a second, with every topic', () => {
    const { broadcaster, sent } = open()
    for (let ms = 0; ms < 1_000; ms += 1) {
      broadcaster.changed([ms % 2 ? 'jobs' : 'history'])
      vi.advanceTimersByTime(1)
    }
    vi.advanceTimersByTime(100)
    expect(sent.length).toBeGreaterThanOrEqual(10)
    expect(sent.length).toBeLessThanOrEqual(11)
    expect(sent[0]).toEqual({ name: 'changed', payload: { topics: ['history'] } })
    expect((sent[1]!.payload as { topics: string[] }).topics.toSorted()).toEqual(['history', 'jobs'])
  })

  it('reaches every page, and the last one is never lost', () => {
    const { broadcaster, sent } = open(2)
    broadcaster.changed(['jobs'])
    broadcaster.changed(['data'])
    expect(sent).toHaveLength(2)
    vi.advanceTimersByTime(100)
    expect(sent.slice(2).map((message) => message.payload)).toEqual([{ topics: ['data'] }, { topics: ['data'] }])
  })
})

describe('progress', () => {
  it('is thinned per job, and its last report always arrives', () => {
    const { broadcaster, sent } = open()
    for (let done = 1; done <= 1_000; done += 1) {
      broadcaster.progress('a', { done })
      if (done % 500 === 0) broadcaster.progress('b', { done })
      vi.advanceTimersByTime(1)
    }
    vi.advanceTimersByTime(250)
    const ofA = sent.filter((message) => (message.payload as { jobId: string }).jobId === 'a')
    expect(ofA.length).toBeLessThanOrEqual(6)
    expect(ofA.at(-1)?.payload).toEqual({ jobId: 'a', progress: { done: 1_000 } })
    expect(sent.filter((message) => (message.payload as { jobId: string }).jobId === 'b')).toHaveLength(2)
  })
})

it('COND-11: with no page open nothing is kept and no timer runs', () => {
  const { broadcaster, sent, targets } = open()
  targets.length = 0
  broadcaster.changed(['jobs'])
  broadcaster.progress('a', {})
  expect(vi.getTimerCount()).toBe(0)
  expect(sent).toEqual([])
})

it('COND-11: after the last change the timers end by themselves', () => {
  const { broadcaster } = open()
  broadcaster.changed(['jobs'])
  broadcaster.progress('a', {})
  vi.advanceTimersByTime(1_000)
  expect(vi.getTimerCount()).toBe(0)
})

it('what is held back is sent on stop', () => {
  const { broadcaster, sent } = open()
  broadcaster.changed(['jobs'])
  broadcaster.changed(['sources'])
  broadcaster.stop()
  expect(sent.map((message) => message.payload)).toEqual([{ topics: ['jobs'] }, { topics: ['sources'] }])
  expect(vi.getTimerCount()).toBe(0)
})
