// Decides which field of some records tells when each of them changed, so that a pull can ask for later ones only (PULL-6, PULL-7). It goes by
// names and by whether every value can be read as such a mark: that is pull/incremental.ts's.
import type { FoundChanges } from '@shared/sourceTest'
import { atPath } from '../parse/atPath'
import { readMark } from '../pull/incremental'

const LOOKED_AT_RECORDS = 500
const TIMES = /^(?:last_?)?(?:updated?|modified|modification|changed?|edited)(?:_?(?:at|on|date|time|timestamp|utc))?$/i
const NUMBERS = /^(?:seq|sequence|revision|rev|version|row_?version)(?:_?(?:no|number))?$/i

/** null: no field seems to. Fields of the records themselves before those of objects in them. `now`: ms UTC. */
export function foundChanges(values: readonly unknown[], now: number): FoundChanges | null {
  const records = values.slice(0, LOOKED_AT_RECORDS)
  const [first] = records
  if (typeof first !== 'object' || first === null) return null
  const names = Object.keys(first)
  const inner = Object.entries(first as Record<string, unknown>).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.keys(value).map((one) => `${name}.${one}`)
      : [],
  )
  const fields = [...names, ...inner]
  const allRead = (field: string, compare: FoundChanges['compare']): boolean =>
    records.every((record) => readMark(atPath(record, field), compare, now) !== null)
  const named = (pattern: RegExp, compare: FoundChanges['compare']): FoundChanges | null => {
    const field = fields.find((one) => pattern.test(one.slice(one.lastIndexOf('.') + 1)) && allRead(one, compare))
    return field === undefined ? null : { field, compare }
  }
  return named(TIMES, 'time') ?? named(NUMBERS, 'integer')
}
