// How a run's progress went over the last 30 s: its rate and the time left (OUT-22). Pure; the clock is passed in.

import type { Language } from '@shared/i18n/catalogue'
import { byteSize } from '@shared/i18n/sentences'
import type { Text } from '@shared/i18n/text'
import { type Progress, progressSchema } from '@shared/jobs/progress'
import { SECOND_MS } from '@shared/time'

const WINDOW_MS = 30 * SECOND_MS
/** A figure for the time left before this much was seen would only jump about. */
const SETTLE_MS = 10 * SECOND_MS
/** Two reports closer than this in time make one sample: a rate over milliseconds is noise. */
const SAMPLE_MS = 500

export interface Track {
  progress: Progress
  /** Oldest first, at most 30 s of them; `at` ms UTC. */
  samples: readonly { at: number; done: number }[]
  startedAt: number
  /** Units of `progress.unit` a second; null until two samples stand apart. */
  ratePerSecond: number | null
}

/** What a handler reported, if it is of the shape the views understand; null otherwise. */
export function progressOf(value: unknown): Progress | null {
  const parsed = progressSchema.safeParse(value)
  return parsed.success ? parsed.data : null
}

/** Adds one report. Going backwards or changing the unit is a new run. */
export function trackProgress(track: Track | null, progress: Progress, nowMs: number): Track {
  const restarted = !track || progress.done < track.progress.done || progress.unit !== track.progress.unit
  if (restarted) {
    return { progress, samples: [{ at: nowMs, done: progress.done }], startedAt: nowMs, ratePerSecond: null }
  }
  const last = track.samples.at(-1)
  const recent = track.samples.filter((sample) => nowMs - sample.at <= WINDOW_MS)
  const samples = last && nowMs - last.at < SAMPLE_MS ? recent : [...recent, { at: nowMs, done: progress.done }]
  const first = samples[0]
  const spanMs = first ? nowMs - first.at : 0
  const ratePerSecond =
    first && spanMs >= SECOND_MS ? ((progress.done - first.done) / spanMs) * SECOND_MS : track.ratePerSecond
  return { progress, samples, startedAt: track.startedAt, ratePerSecond }
}

/** ms until done at the present rate; null before 10 s were seen, without a total, or when nothing moves. */
export function timeLeftMs(track: Track): number | null {
  const { progress, ratePerSecond, samples, startedAt } = track
  const seenMs = (samples.at(-1)?.at ?? startedAt) - startedAt
  if (progress.total === null || !ratePerSecond || seenMs < SETTLE_MS) return null
  return (Math.max(0, progress.total - progress.done) / ratePerSecond) * SECOND_MS
}

/** '120 of 380 rows', '12 MB of 35 MB', '3 pages'. */
export function amountText(progress: Progress, text: Text, language: Language): string {
  const number = new Intl.NumberFormat(language)
  if (progress.unit === 'bytes') {
    const done = byteSize(progress.done, language)
    return progress.total === null ? done : text('words:of_total', { done, total: byteSize(progress.total, language) })
  }
  const key = `words:unit_${progress.unit}` as const
  if (progress.total === null) return text(key, { count: progress.done, formatted: number.format(progress.done) })
  const total = text(key, { count: progress.total, formatted: number.format(progress.total) })
  return text('words:of_total', { done: number.format(progress.done), total })
}
