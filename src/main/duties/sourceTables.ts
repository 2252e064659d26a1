// Which tables of the library a new source may not take: those of other sources, those whose rows a removed source left behind, those
// that are still to be dropped, and the sample's. Pulled into one of these, rows of two sources would mix. How a name is made: syncJob.ts.
import type { Core } from '@shared/core'

/** Fixed, so that the sample can always be added. */
export const SAMPLE_TABLE = 'sample_matches'

const KEPT_FLAG = 'keptTables'

/** Carried by the job that forgets a removed source, until it has. */
export function tableTag(table: string): string {
  return `table:${table}`
}

/** Remembers for good that this table holds rows of a source that is gone. */
export async function keepTable(core: Pick<Core, 'flag' | 'setFlag'>, table: string): Promise<void> {
  const kept = new Set(await keptTables(core)).add(table)
  await core.setFlag(KEPT_FLAG, JSON.stringify([...kept]))
}

/** In no order; a name may stand twice. */
export async function takenTables(core: Core): Promise<string[]> {
  const forgetting = await core.query({ kinds: ['source.forget'], states: ['enqueued', 'running', 'blocked'] })
  const tags = forgetting.ok ? forgetting.value.rows.flatMap((job) => job.tags) : []
  const leaving = tags.filter((tag) => tag.startsWith(tableTag(''))).map((tag) => tag.slice(tableTag('').length))
  const held = (await core.sources()).map((source) => source.table)
  return [...held, ...leaving, ...(await keptTables(core)), SAMPLE_TABLE]
}

async function keptTables(core: Pick<Core, 'flag'>): Promise<string[]> {
  const stored: unknown = JSON.parse((await core.flag(KEPT_FLAG)) ?? '[]')
  return Array.isArray(stored) ? stored.filter((table) => typeof table === 'string') : []
}
