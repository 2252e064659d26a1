// What of a table a person has not looked at yet: how its shape changed and how many records were set aside (PULL-17, PULL-18). Pure, but for when
// each table was last reviewed, which this window's storage keeps.
import type { SchemaChangeView, TableAbout, TableView } from '@shared/readerMessages'

export interface Reviewed {
  /** ms UTC. */
  at: number
  /** How many were set aside then: the same ones again are no news. */
  setAside: number
}

export interface ToReview {
  changes: SchemaChangeView[]
  setAside: number
}

const PREFIX = 'lull.reviewed:'
const NEVER: Reviewed = { at: 0, setAside: 0 }

export function lastReview(storage: Pick<Storage, 'getItem'>, tableId: string): Reviewed {
  const [, at, setAside] = /^(\d{1,15}):(\d{1,15})$/.exec(storage.getItem(PREFIX + tableId) ?? '') ?? []
  return at === undefined || setAside === undefined ? NEVER : { at: Number(at), setAside: Number(setAside) }
}

export function keepReview(storage: Pick<Storage, 'setItem'>, tableId: string, { at, setAside }: Reviewed): void {
  storage.setItem(PREFIX + tableId, `${at}:${setAside}`)
}

/** null: nothing. */
export function toReview(about: TableAbout, reviewed: Reviewed): ToReview | null {
  const changes = about.schemaChanges.filter(({ at }) => at > reviewed.at)
  const setAside = Math.max(0, about.setAsideCount - reviewed.setAside)
  return changes.length === 0 && setAside === 0 ? null : { changes, setAside }
}

/** The same of what the list of tables knows. */
export function hasToReview({ shapeChangedAt, setAside }: TableView, reviewed: Reviewed): boolean {
  return (shapeChangedAt ?? 0) > reviewed.at || setAside > reviewed.setAside
}
