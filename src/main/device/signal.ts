// A value that knows since when it is as it is. What a change means and who hears of it is the monitor's.

export interface Signal<T> {
  get(): T
  /** ms UTC at which its identity last changed. */
  sinceMs(): number
  /** True when any field differs from before. */
  put(next: T): boolean
}

/**
 * `identity` names what makes it another state: a battery that loses a percent is still the same "on battery".
 * Fields are compared one level deep.
 */
export function createSignal<T extends object>(
  initial: T,
  now: () => number,
  identity: (value: T) => string,
): Signal<T> {
  let value = initial
  let since = now()
  return {
    get: () => value,
    sinceMs: () => since,
    put(next) {
      if (sameFields(value, next)) return false
      if (identity(value) !== identity(next)) since = now()
      value = next
      return true
    },
  }
}

function sameFields(one: object, other: object): boolean {
  const entries = Object.entries(one)
  if (entries.length !== Object.keys(other).length) return false
  return entries.every(([name, value]) => Object.is(value, (other as Record<string, unknown>)[name]))
}
