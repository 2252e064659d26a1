// What held over time stays whole, in bounded memory: what flaps blurs, what lasted is kept to the moment.
import { describe, expect, it } from 'vitest'
import { minutes, seconds } from '../../testing/builders'
import { createHoldTimeline } from './holdTimeline'

describe('a timeline of holds', () => {
  it('tells what held when, and that it holds still', () => {
    const timeline = createHoldTimeline()
    timeline.note('on_battery', 0)
    timeline.note('on_battery', 5)
    timeline.note(null, 10)
    timeline.note('offline', 20)
    expect(timeline.spans(50)).toEqual([
      { from: 0, to: 10, by: 'on_battery' },
      { from: 10, to: 20, by: null },
      { from: 20, to: 50, by: 'offline' },
    ])
  })

  it('keeps hours to the moment while a signal flaps ten thousand times between them, in bounded memory', () => {
    const timeline = createHoldTimeline()
    timeline.note('metered', 0)
    for (let flip = 0; flip < 10_000; flip += 1) {
      timeline.note(flip % 2 === 0 ? 'offline' : null, minutes(120) + seconds(flip))
    }
    timeline.note('quiet_hours', minutes(600))
    const spans = timeline.spans(minutes(720))
    expect(spans.length).toBeLessThanOrEqual(64)
    expect(spans[0]).toEqual({ from: 0, to: minutes(120), by: 'metered' })
    expect(spans.at(-1)).toEqual({ from: minutes(600), to: minutes(720), by: 'quiet_hours' })
    for (const [index, { to }] of spans.slice(0, -1).entries()) expect(spans[index + 1]?.from).toBe(to)
  })

  it('begins anew when the clock is set back', () => {
    const timeline = createHoldTimeline()
    timeline.note('offline', minutes(60))
    timeline.note(null, minutes(5))
    expect(timeline.spans(minutes(6))).toEqual([{ from: minutes(5), to: minutes(6), by: null }])
  })
})
