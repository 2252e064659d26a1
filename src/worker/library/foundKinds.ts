// What cells that were found in bytes (parse/foundCells.ts) are to a table: the kind of value each is, and whether it can be a key as it stands.
import { ESCAPED, FALSE, type FoundCells, INTEGER, NULL, REAL, TEXT, TRUE } from '../parse/foundCells'
import * as kinds from './valueKinds'

const LONGEST_FOUND_KEY = 1_000

/** As kindOf() of the value it is; 0 for null and for nothing. */
export function kindOfFound({ kinds: found }: FoundCells, at: number): number {
  switch (found[at]) {
    case TEXT:
    case ESCAPED:
      return kinds.TEXT
    case INTEGER:
    case REAL:
      return kinds.NUMBER
    case FALSE:
    case TRUE:
      return kinds.BOOLEAN
    default:
      return 0
  }
}

export function isNullCell({ kinds: found }: FoundCells, at: number): boolean {
  return found[at] === NULL
}

/** As toKey() has it; what has to be looked at more closely is not said yes to. */
export function canBeKey({ starts, ends, kinds: found }: FoundCells, at: number): boolean {
  if (found[at] === INTEGER) return true
  const bytes = (ends[at] as number) - (starts[at] as number)
  return found[at] === TEXT && bytes > 0 && bytes <= LONGEST_FOUND_KEY
}
