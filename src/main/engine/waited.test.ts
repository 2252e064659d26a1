// The time between two moments is shared out among what held: each moment once, for the first that covers it.

import { describe, expect, it } from 'vitest'
import { minutes, seconds } from '../../testing/builders'
import { type HeldSpan, sharedOut } from './waited'

const span = (from: number, to: number, by: HeldSpan['by']): HeldSpan => ({ from: minutes(from), to: minutes(to), by })

describe('OBS-1 what a run waited for', () => {
  it.each<[string, HeldSpan[], Record<string, number>]>([
    ['is nothing where nothing held', [], {}],
    [
      'is cut to the time it waited',
      [span(-5, 4, 'on_battery'), span(8, 99, 'offline')],
      { on_battery: 4, offline: 2 },
    ],
    ['counts no moment twice', [span(0, 10, 'offline'), span(0, 10, 'metered')], { offline: 10 }],
    [
      'is the first of several',
      [span(3, 5, 'paused_by_user'), span(0, 10, 'offline')],
      { paused_by_user: 2, offline: 8 },
    ],
    [
      'adds up over several times',
      [span(0, 1, 'metered'), span(2, 3, 'metered'), span(4, 9, 'metered')],
      { metered: 7 },
    ],
    ['leaves out time that did not pass for anybody', [span(2, 6, null), span(0, 10, 'offline')], { offline: 6 }],
    ['leaves out spans that end before they begin', [span(9, 1, 'metered'), span(0, 10, 'offline')], { offline: 10 }],
  ])('%s', (_, spans, expected) => {
    const asMs = Object.fromEntries(Object.entries(expected).map(([by, count]) => [by, minutes(count)]))
    expect(sharedOut(0, minutes(10), spans)).toEqual(asMs)
  })

  it('leaves out what held for less than a second in all', () => {
    const spans: HeldSpan[] = [
      { from: 0, to: 999, by: 'concurrency' },
      { from: 1_000, to: seconds(2), by: 'offline' },
    ]
    expect(sharedOut(0, minutes(1), spans)).toEqual({ offline: 1_000 })
  })

  it('is nothing between a moment and an earlier one', () => {
    expect(sharedOut(10_000, 0, [{ from: 0, to: 20_000, by: 'offline' }])).toEqual({})
  })

  it('adds up to the time it waited, whatever held when', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = randomOf(seed)
      const spans = Array.from({ length: 40 }, (): HeldSpan => {
        const from = seconds(Math.floor(random() * 600))
        return { from, to: from + seconds(Math.floor(random() * 90)), by: random() < 0.5 ? 'offline' : 'metered' }
      })
      const parts = sharedOut(0, minutes(10), [...spans, span(0, 10, 'concurrency')])
      expect(Object.values(parts).reduce((sum, ms) => sum + ms, 0)).toBe(minutes(10))
    }
  })
})

/** mulberry32 */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
