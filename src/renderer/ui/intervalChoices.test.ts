// Which intervals can be chosen.
import { SHORTEST_INTERVAL_MS } from '@shared/preferences'
import { HOUR_MS, MINUTE_MS } from '@shared/time'
import { describe, expect, it } from 'vitest'
import { intervalChoices } from './intervalChoices'

describe('the intervals on offer', () => {
  it('begin at the shortest allowed and end within a week', () => {
    const choices = intervalChoices(null)
    expect(choices[0]).toBe(SHORTEST_INTERVAL_MS)
    expect(choices.at(-1)).toBe(168 * HOUR_MS)
    expect(choices).toContain(15 * MINUTE_MS)
  })

  it('hold one that is set although it is unusual, in its place and once', () => {
    const choices = intervalChoices(7 * MINUTE_MS)
    expect(choices.slice(1, 4)).toEqual([5 * MINUTE_MS, 7 * MINUTE_MS, 10 * MINUTE_MS])
    expect(intervalChoices(HOUR_MS)).toEqual(intervalChoices(null))
  })
})
