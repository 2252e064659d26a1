// Finds records that name a property twice (F170): JSON.parse keeps the last of them and says nothing, so the names that the scan passed are
// counted against the properties that came out. What is done about it is the caller's.
import { isRawNumber } from './exactNumbers'

/** How many of the values have fewer properties, all the way down, than names were passed in their text. */
export function repeatingAmong(values: readonly unknown[], names: readonly number[]): number {
  let repeating = 0
  for (let at = 0; at < values.length; at++) if (propertiesOf(values[at]) !== names[at]) repeating++
  return repeating
}

/** The depth is bounded by the reader. */
function propertiesOf(value: unknown): number {
  if (typeof value !== 'object' || value === null || isRawNumber(value)) return 0
  const inside = Array.isArray(value) ? value : Object.values(value)
  let count = Array.isArray(value) ? 0 : inside.length
  for (const one of inside) if (typeof one === 'object' && one !== null) count += propertiesOf(one)
  return count
}
