// The sample season: its shape, and how it changes with time.
import { HOUR_MS, MINUTE_MS } from '@shared/time'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KICKOFF_EVERY_MS, ROUND_MS, SEASON_MS } from './fixtures'
import { type Match, season } from './season'

const startedAt = Date.UTC(2026, 10, 22, 9)

function byId(matches: Match[]): Map<string, Match> {
  return new Map(matches.map((match) => [match.id, match]))
}

describe('the sample season', () => {
  it('is 380 matches over 38 rounds, in which each pair of 20 clubs meets once at each ground', () => {
    const matches = season(startedAt, startedAt)
    expect(matches).toHaveLength(380)
    expect(new Set(matches.map((match) => match.id)).size).toBe(380)
    expect(new Set(matches.map((match) => `${match.home}|${match.away}`)).size).toBe(380)
    expect(new Set(matches.map((match) => match.home)).size).toBe(20)
    for (let round = 1; round <= 38; round++) {
      const playing = matches.flatMap((match) => (match.round === round ? [match.home, match.away] : []))
      expect(new Set(playing).size).toBe(20)
    }
  })

  it('is the same for the same seed and time, and another for another seed', () => {
    expect(season(startedAt, startedAt, 7)).toEqual(season(startedAt, startedAt, 7))
    expect(season(startedAt, startedAt, 7)).not.toEqual(season(startedAt, startedAt, 8))
  })

  it('has a past, a present and a future when it is first tried', () => {
    const statuses = new Set(season(startedAt + HOUR_MS, startedAt).map((match) => match.status))
    expect([...statuses].toSorted()).toEqual(expect.arrayContaining(['finished', 'live', 'scheduled']))
  })

  it('brings news within every five minutes, and only to a few matches', () => {
    for (let minute = 0; minute < 600; minute += 5) {
      const before = byId(season(startedAt + minute * MINUTE_MS, startedAt))
      const after = season(startedAt + (minute + 5) * MINUTE_MS, startedAt)
      const changed = after.filter((match) => JSON.stringify(match) !== JSON.stringify(before.get(match.id)))
      expect(changed.length).toBeGreaterThan(0)
      expect(changed.length).toBeLessThan(20)
    }
  })

  it('postpones a few matches and plays them later', () => {
    const hours = Array.from({ length: 38 * 4 }, (_, hour) => season(startedAt + (hour - 48) * HOUR_MS, startedAt))
    const postponed = new Set(hours.flat().flatMap((match) => (match.status === 'postponed' ? [match.id] : [])))
    expect(postponed.size).toBeGreaterThan(2)
    expect(postponed.size).toBeLessThan(30)
    const end = byId(season(startedAt + 26 * ROUND_MS - 1, startedAt))
    for (const id of postponed) expect(end.get(id)?.status).toBe('finished')
  })

  it('goes on with a new season under the same ids', () => {
    const first = season(startedAt, startedAt)
    const second = season(startedAt + SEASON_MS, startedAt)
    expect(second.map((match) => match.id)).toEqual(first.map((match) => match.id))
    expect(second[0]?.season).toBe(2)
    expect(second.map((match) => match.home)).not.toEqual(first.map((match) => match.home))
  })

  it('never takes a goal back, never moves updatedAt back, and moves it with every change', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 24 * 60 }), fc.integer({ min: 1, max: 60 }), (minute, later) => {
        const now = startedAt + minute * MINUTE_MS
        const before = byId(season(now, startedAt))
        for (const match of season(now + later * MINUTE_MS, startedAt)) {
          const was = before.get(match.id) as Match
          expect((match.score?.home ?? 0) + (match.score?.away ?? 0)).toBeGreaterThanOrEqual(
            (was.score?.home ?? 0) + (was.score?.away ?? 0),
          )
          expect(match.updatedAt >= was.updatedAt).toBe(true)
          expect(match.updatedAt !== was.updatedAt).toBe(JSON.stringify(match) !== JSON.stringify(was))
        }
      }),
      { numRuns: 40 },
    )
  })

  it('tells a live match by its minute and a score from kick-off on', () => {
    const kickoff = startedAt + 3 * KICKOFF_EVERY_MS
    const live = season(kickoff + 30 * MINUTE_MS, startedAt).find((match) => match.id === 'm124')
    expect(live).toMatchObject({ round: 13, status: 'live', minute: 45, kickoff: new Date(kickoff).toISOString() })
    expect(live?.score).not.toBeNull()
  })
})
