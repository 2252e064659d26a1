// How a source is doing, in a shape, a word and a reason, from its row and its sync's job. Pure.
import type { TextKey } from '@shared/i18n/text'
import type { JobView } from '@shared/jobs/job'
import type { Reason } from '@shared/jobs/reasons'
import { isLoopbackHost, type SourceView } from '@shared/sources'
import { type StateWords, stateOf } from '../jobs/jobRow'

export interface SourceState extends StateWords {
  /** Why it does not run now, or when it will. */
  reason: Reason | null
  /** Where no job stands behind it: what is so instead. */
  sentence: TextKey | null
}

/** `job` null: it has none. */
export function sourceState(source: SourceView, job: JobView | null): SourceState {
  if (!source.enabled && job?.state !== 'running') {
    return { meaning: 'off', word: 'words:state_disabled', reason: { code: 'disabled' }, sentence: null }
  }
  if (job) return { ...withLastFailure(job), reason: job.reasons[0] ?? null, sentence: null }
  if (source.signedIn === false) {
    return {
      meaning: 'needsYou',
      word: 'sources:signed_out',
      reason: null,
      sentence: 'sources:signed_out_sentence',
    }
  }
  return { meaning: 'waiting', word: 'words:state_enqueued', reason: null, sentence: 'sources:no_sync_sentence' }
}

/** Nothing failed: rows wait for an answer (D29). */
export function isAsked({ error }: Pick<JobView, 'error'>): boolean {
  return error?.code === 'mass_delete_guard'
}

/** A period that ended in failure is planned again like any other; that it failed must still be seen. */
function withLastFailure(job: JobView): StateWords {
  const state = stateOf(job)
  if (isAsked(job) && job.state !== 'running') return { meaning: 'needsYou', word: 'words:state_needs_you' }
  if (job.error && state.meaning === 'scheduled') return { meaning: 'failed', word: 'words:state_failed' }
  return state
}

/** Where it comes from in one word: the host; null for the sample, which the app serves itself. */
export function hostOf(source: Pick<SourceView, 'servedBy' | 'url'>): string | null {
  if (source.servedBy === 'sample') return null
  return URL.canParse(source.url) ? new URL(source.url).host : source.url
}

export function needsNetwork(source: Pick<SourceView, 'servedBy' | 'url'>): boolean {
  if (source.servedBy === 'sample') return false
  return !(URL.canParse(source.url) && isLoopbackHost(new URL(source.url).hostname))
}
