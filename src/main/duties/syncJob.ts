// Decides what a source's standing work looks like as a job. Pure; who enqueues it: sourceDuties.ts.
import type { JobRequest } from '@shared/jobs/job'
import type { Preferences } from '@shared/preferences'
import type { Source } from '@shared/sources'
import { MINUTE_MS } from '@shared/time'

/** A periodic sync first runs this long after it was registered, unless the user starts it. */
export const FIRST_SYNC_DELAY_MS = 5 * MINUTE_MS

/** The unique name of a source's sync: there is never a second one. */
export function syncName(sourceId: string): string {
  return `sync:${sourceId}`
}

/** The unique name of the job that forgets a removed source. */
export function forgetName(sourceId: string): string {
  return `forget:${sourceId}`
}

/** Every job of a source carries this tag, so that removing or signing out can find them all. */
export function sourceTag(sourceId: string): string {
  return `source:${sourceId}`
}

/** Interval: the source's own, else the app's (ms). Constraints of the source itself stand in its row (D20), and one
 * on this computer needs no network unless it says so. */
export function syncRequest(source: Source, preferences: Pick<Preferences, 'syncEveryMs'>): JobRequest {
  return {
    kind: 'feed.sync',
    input: { sourceId: source.id },
    sourceId: source.id,
    label: source.name,
    tags: [sourceTag(source.id)],
    schedule: { everyMs: source.everyMs ?? preferences.syncEveryMs },
    initialDelayMs: FIRST_SYNC_DELAY_MS,
  }
}

const LONGEST_TABLE_NAME = 60

/**
 * A table name a person recognises in any SQLite tool: the source's name in lower case, letters and digits of any script, the rest
 * as '_'. Names starting with '_' or 'sqlite_' are the library's own. `taken` is compared without case.
 */
export function tableNameFor(name: string, taken: readonly string[]): string {
  const words =
    name
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  const base = words.join('_').slice(0, LONGEST_TABLE_NAME) || 'records'
  const safe = base.startsWith('sqlite_') ? `t_${base}` : base
  const used = new Set(taken.map((table) => table.toLowerCase()))
  let candidate = safe
  for (let number = 2; used.has(candidate); number += 1) candidate = `${safe}_${number}`
  return candidate
}
