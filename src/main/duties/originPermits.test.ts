// Requests of all attempts to one origin share a rate and a number at once.
import { beforeEach, describe, expect, it } from 'vitest'
import { createOriginPermits, type OriginPermits } from './originPermits'

const limits = { perSecond: 5, atOnce: 4 }
const ORIGIN = 'https://api.example.org'
let clock = 0
let permits: OriginPermits

beforeEach(() => {
  clock = 0
  permits = createOriginPermits(() => clock)
})

/** A request that is answered at once. */
function passing(attemptId = 'a', origin = ORIGIN): number {
  const waitMs = permits.take(attemptId, origin, limits)
  if (waitMs === 0) permits.done(attemptId, origin)
  return waitMs
}

describe('an origin', () => {
  it('PULL-23 takes five requests a second, whichever attempt they are of', () => {
    let granted = 0
    for (; clock < 10_000; clock += 10) if (passing(clock % 20 === 0 ? 'a' : 'b') === 0) granted++
    expect(granted).toBeGreaterThanOrEqual(53)
    expect(granted).toBeLessThanOrEqual(55)
  })

  it('PULL-23 says how long to wait, and grants it then', () => {
    while (passing() === 0);
    const waitMs = passing()
    expect(waitMs).toBe(200)
    clock += waitMs - 1
    expect(passing()).toBeGreaterThan(0)
    clock += 1
    expect(passing()).toBe(0)
  })

  it('PULL-23 has four requests at once, and one more when one is done', () => {
    const granted = ['a', 'b', 'c', 'd'].map((attempt) => permits.take(attempt, ORIGIN, limits))
    expect(granted).toEqual([0, 0, 0, 0])
    expect(permits.take('e', ORIGIN, limits)).toBeGreaterThan(0)
    permits.done('e', ORIGIN)
    expect(permits.take('e', ORIGIN, limits)).toBeGreaterThan(0)
    permits.done('b', ORIGIN)
    expect(permits.take('e', ORIGIN, limits)).toBe(0)
  })

  it('gets back what a dead attempt held', () => {
    for (let request = 0; request < 4; request++) permits.take('dead', ORIGIN, limits)
    permits.attemptEnded('dead')
    expect(permits.take('e', ORIGIN, limits)).toBe(0)
  })

  it('has limits of its own', () => {
    while (passing() === 0);
    expect(passing('a', 'https://other.example.org')).toBe(0)
  })

  it('may be slower than one a second', () => {
    const slow = { perSecond: 0.1, atOnce: 1 }
    expect(permits.take('a', ORIGIN, slow)).toBe(0)
    permits.done('a', ORIGIN)
    expect(permits.take('a', ORIGIN, slow)).toBe(10_000)
  })

  it('PULL-23 is used up for all attempts once it has said so to one, until it takes more', () => {
    permits.take('a', ORIGIN, limits)
    permits.take('b', ORIGIN, limits)
    permits.done('a', ORIGIN, 60_000)
    expect(permits.usedUpMs(ORIGIN)).toBe(60_000)
    expect(permits.usedUpMs('https://other.example.org')).toBe(0)
    clock += 59_999
    expect(permits.usedUpMs(ORIGIN)).toBe(1)
    clock += 1
    expect(permits.usedUpMs(ORIGIN)).toBe(0)
  })

  it('PULL-23 is what it said last; an end without an answer, or of a request that was not granted, says nothing', () => {
    for (const attempt of ['a', 'b', 'c']) permits.take(attempt, ORIGIN, limits)
    permits.done('nobody', ORIGIN, 60_000)
    expect(permits.usedUpMs(ORIGIN)).toBe(0)
    permits.done('a', ORIGIN, 60_000)
    permits.done('b', ORIGIN)
    expect(permits.usedUpMs(ORIGIN)).toBe(60_000)
    permits.done('c', ORIGIN, 0)
    expect(permits.usedUpMs(ORIGIN)).toBe(0)
  })
})
