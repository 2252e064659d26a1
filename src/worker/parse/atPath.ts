// Reads a value inside a record by a path of property names: keys, marks and tombstones of pulls, keys of imports. What the value means is
// the caller's.

/** A property of that very name first, then the path: a name may hold a dot. Own properties only (F171); undefined where there is none. */
export function atPath(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  if (Object.hasOwn(value, path)) return (value as Record<string, unknown>)[path]
  let at: unknown = value
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined
    at = (at as Record<string, unknown>)[name]
  }
  return at
}
