// Decides who plays whom, when, and what will happen: the whole season as known to its author. What of it is visible
// at a given moment is season.ts's.
import { HOUR_MS, MINUTE_MS } from '@shared/time'
import { type Club, clubs } from './clubs'
import { randomOf, shuffled } from './random'

export const ROUNDS = 38
export const MATCHES_A_ROUND = 10
/** The season is played in quick time: a round every 4 hours, a match in 60 minutes, so that minutes bring news. */
export const ROUND_MS = 4 * HOUR_MS
export const KICKOFF_EVERY_MS = 20 * MINUTE_MS
export const MATCH_MS = 60 * MINUTE_MS
export const SEASON_MS = ROUNDS * ROUND_MS
/** A postponement is announced this long before kick-off; the match is then played two rounds later. */
export const POSTPONED_BEFORE_MS = 30 * MINUTE_MS
export const REPLAY_AFTER_MS = 2 * ROUND_MS + 10 * MINUTE_MS

const POSTPONED_SHARE = 0.03
/** Mean goals of a side at home and away, as in most real leagues. */
const HOME_GOALS = 1.5
const AWAY_GOALS = 1.2

export interface Goal {
  /** Share of the match's time, in [0, 1). */
  at: number
  side: 'home' | 'away'
}

export interface Fixture {
  /** 1 to 380; stable over seasons, so that a new season updates rows and adds none. */
  number: number
  round: number
  home: Club
  away: Club
  /** ms after the season's first kick-off. */
  kickoffMs: number
  postponed: boolean
  goals: Goal[]
}

/** The 380 matches of season `season` (0, 1, ...): each pair of clubs twice, once at each ground. */
export function fixtures(seed: number, season: number): Fixture[] {
  const order = shuffled(clubs, randomOf(seed, season, 1))
  const half = order.length - 1
  return Array.from({ length: ROUNDS }, (_, index) => {
    const pairs = pairsOf(order, index % half)
    return pairs.map((pair, place) => fixture(seed, season, index, place, index < half ? pair : [pair[1], pair[0]]))
  }).flat()
}

/** Circle method: the first stays, the others turn one place a round. */
function pairsOf(order: readonly Club[], turn: number): [Club, Club][] {
  const [fixed, ...others] = order as [Club, ...Club[]]
  const turned = [...others.slice(turn), ...others.slice(0, turn)]
  const circle = [fixed, ...turned]
  return Array.from({ length: circle.length / 2 }, (_, index) => {
    const pair: [Club, Club] = [circle[index] as Club, circle[circle.length - 1 - index] as Club]
    return (turn + index) % 2 === 0 ? pair : [pair[1], pair[0]]
  })
}

function fixture(seed: number, season: number, index: number, place: number, [home, away]: [Club, Club]): Fixture {
  const number = index * MATCHES_A_ROUND + place + 1
  const random = randomOf(seed, season, 2, number)
  // The last rounds have no room for a replay before the season ends.
  const postponed = random() < POSTPONED_SHARE && index < ROUNDS - 4
  const goals = [...goalsOf(HOME_GOALS, 'home', random), ...goalsOf(AWAY_GOALS, 'away', random)]
  return {
    number,
    round: index + 1,
    home,
    away,
    kickoffMs: index * ROUND_MS + place * KICKOFF_EVERY_MS,
    postponed,
    goals: goals.toSorted((a, b) => a.at - b.at),
  }
}

/** A Poisson number of goals, each at its own moment. */
function goalsOf(mean: number, side: Goal['side'], random: () => number): Goal[] {
  const goals: Goal[] = []
  for (let chance = random(); chance > Math.exp(-mean); chance *= random()) goals.push({ at: random(), side })
  return goals
}
