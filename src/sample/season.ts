// Decides what the sample server tells of its season at a moment: scores as they fall, live minutes, postponements.
// A pure function of seed and time; serving it is server.ts's.
import { assertNever } from '@shared/errors'
import { type Fixture, fixtures, MATCH_MS, POSTPONED_BEFORE_MS, REPLAY_AFTER_MS, ROUND_MS, SEASON_MS } from './fixtures'

export type MatchStatus = 'scheduled' | 'postponed' | 'live' | 'finished'

/** One record of GET /matches. */
export interface Match {
  id: string
  season: number
  round: number
  kickoff: string
  home: string
  away: string
  /** null until kick-off. */
  score: { home: number; away: number } | null
  status: MatchStatus
  /** Minute of play, told in steps of five; null unless live. */
  minute: number | null
  venue: string
  /** When this record last changed. */
  updatedAt: string
}

/** Rounds already played when the person first tries the sample: there is a past to see, and a future. */
const ROUNDS_BEFORE = 12
const MINUTES = 90
const MINUTE_STEP = 5
/** How long before its first kick-off a season is announced. */
const ANNOUNCED_BEFORE_MS = ROUND_MS

/**
 * All 380 matches, by number, as they stand at `nowMs`. `startedAt` (ms UTC) anchors the season; after 38 rounds the
 * next one begins with the same ids. A clock before `startedAt` shows the past of the first season.
 */
export function season(nowMs: number, startedAt: number, seed = 1): Match[] {
  const origin = startedAt - ROUNDS_BEFORE * ROUND_MS
  const number = Math.max(0, Math.floor((nowMs - origin) / SEASON_MS))
  const seasonAt = origin + number * SEASON_MS
  return fixtures(seed, number).map((fixture) => matchAt(fixture, number, seasonAt, nowMs))
}

type Stage =
  | { type: 'scheduled'; kickoffAt: number; since: number }
  | { type: 'postponed'; kickoffAt: number; since: number }
  | { type: 'live'; kickoffAt: number; minute: number; share: number; since: number }
  | { type: 'finished'; kickoffAt: number; since: number }

function stageOf(fixture: Fixture, seasonAt: number, nowMs: number): Stage {
  const planned = seasonAt + fixture.kickoffMs
  const announcedAt = seasonAt - ANNOUNCED_BEFORE_MS
  if (!fixture.postponed) return playStage(planned, announcedAt, nowMs)
  const calledOffAt = planned - POSTPONED_BEFORE_MS
  if (nowMs < calledOffAt) return { type: 'scheduled', kickoffAt: planned, since: announcedAt }
  // A new date is set one round after the old one fell through.
  const newDateAt = planned + ROUND_MS
  if (nowMs < newDateAt) return { type: 'postponed', kickoffAt: planned, since: calledOffAt }
  return playStage(planned + REPLAY_AFTER_MS, newDateAt, nowMs)
}

function playStage(kickoffAt: number, announcedAt: number, nowMs: number): Stage {
  if (nowMs < kickoffAt) return { type: 'scheduled', kickoffAt, since: announcedAt }
  const playedMs = nowMs - kickoffAt
  if (playedMs >= MATCH_MS) return { type: 'finished', kickoffAt, since: kickoffAt + MATCH_MS }
  const share = playedMs / MATCH_MS
  const minute = Math.floor((share * MINUTES) / MINUTE_STEP) * MINUTE_STEP
  return { type: 'live', kickoffAt, minute, share, since: kickoffAt + (minute / MINUTES) * MATCH_MS }
}

function matchAt(fixture: Fixture, number: number, seasonAt: number, nowMs: number): Match {
  const stage = stageOf(fixture, seasonAt, nowMs)
  const played = playedOf(fixture, stage)
  return {
    id: `m${String(fixture.number).padStart(3, '0')}`,
    season: number + 1,
    round: fixture.round,
    kickoff: new Date(stage.kickoffAt).toISOString(),
    home: fixture.home.name,
    away: fixture.away.name,
    score: played.score,
    status: stage.type,
    minute: stage.type === 'live' ? stage.minute : null,
    venue: fixture.home.venue,
    updatedAt: new Date(played.changedAt).toISOString(),
  }
}

function playedOf(fixture: Fixture, stage: Stage): { score: Match['score']; changedAt: number } {
  switch (stage.type) {
    case 'scheduled':
    case 'postponed':
      return { score: null, changedAt: stage.since }
    case 'finished':
      return { score: scoreOf(fixture, 1), changedAt: stage.since }
    case 'live': {
      const lastGoal = fixture.goals.findLast((goal) => goal.at <= stage.share)
      const lastGoalAt = lastGoal ? stage.kickoffAt + Math.ceil(lastGoal.at * MATCH_MS) : 0
      return { score: scoreOf(fixture, stage.share), changedAt: Math.max(stage.since, lastGoalAt) }
    }
    default:
      return assertNever(stage)
  }
}

function scoreOf(fixture: Fixture, share: number): { home: number; away: number } {
  const scored = fixture.goals.filter((goal) => goal.at <= share)
  const home = scored.filter((goal) => goal.side === 'home').length
  return { home, away: scored.length - home }
}
