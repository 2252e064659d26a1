// What a run's progress says of its rate and the time left.
import { createText } from '@shared/i18n/text'
import type { Progress } from '@shared/jobs/progress'
import { describe, expect, it } from 'vitest'
import { amountText, progressOf, type Track, timeLeftMs, trackProgress } from './progressTrack'

const rows = (done: number, total: number | null = 1_000): Progress => ({ done, total, unit: 'rows' })

/** Reports at these seconds, ten rows a second. */
function tracked(seconds: readonly number[]): Track {
  let track: Track | null = null
  for (const second of seconds) track = trackProgress(track, rows(second * 10), second * 1_000)
  if (!track) throw new Error('no reports')
  return track
}

describe('the rate of a run', () => {
  it('is unknown at the first report', () => expect(tracked([0]).ratePerSecond).toBeNull())
  it('is units a second over what was seen', () => expect(tracked([0, 1, 2]).ratePerSecond).toBe(10))
  it('OUT-22 looks back 30 s and no further', () => {
    let track = trackProgress(null, rows(0), 0)
    track = trackProgress(track, rows(900), 1_000)
    track = trackProgress(track, rows(910), 40_000)
    track = trackProgress(track, rows(920), 50_000)
    expect(track.ratePerSecond).toBe(1)
  })
  it('starts again when progress goes backwards: that is another run', () => {
    const track = trackProgress(tracked([0, 10, 20]), rows(0), 21_000)
    expect(track).toMatchObject({ ratePerSecond: null, startedAt: 21_000 })
  })
  it('keeps few samples however often it is told', () => {
    let track = trackProgress(null, rows(0), 0)
    for (let ms = 10; ms < 20_000; ms += 10) track = trackProgress(track, rows(ms), ms)
    expect(track.samples.length).toBeLessThan(45)
  })
})

describe('the time left', () => {
  it('OUT-22 is not said before 10 s', () => expect(timeLeftMs(tracked([0, 4, 9]))).toBeNull())
  it('OUT-22 is what the rate makes of the rest', () => expect(timeLeftMs(tracked([0, 5, 10]))).toBe(90_000))
  it('is not said without a total', () => {
    expect(timeLeftMs({ ...tracked([0, 5, 10]), progress: rows(100, null) })).toBeNull()
  })
})

describe('the amount', () => {
  const text = createText('en')
  it('says both ends of rows', () => expect(amountText(rows(120, 1_380), text, 'en')).toBe('120 of 1,380 rows'))
  it('says only what is done while the total is unknown', () => {
    expect(amountText({ done: 1, total: null, unit: 'pages' }, text, 'en')).toBe('1 page')
  })
  it('writes bytes as sizes, in Korean order', () => {
    expect(amountText({ done: 2e6, total: 35e6, unit: 'bytes' }, createText('ko'), 'ko')).toBe('35MB 중 2MB')
  })
})

it('a report of another shape is no progress', () => {
  expect([progressOf({ percent: 3 }), progressOf(undefined)]).toEqual([null, null])
  expect(progressOf(rows(3))).toEqual(rows(3))
})
