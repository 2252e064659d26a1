// What a job with parents gets as its input: its own, and the outputs of its direct parents (semantics 1.31). Pure.
import type { Reply } from '@shared/errors'
import { granted, refused } from '@shared/errors'

type Fields = Record<string, unknown>

/**
 * `outputs` in the order in which the parents finished. Without parents `overwrite` passes the job's own input on as it is, and
 * `collect` makes arrays of it all the same.
 * Refused with `merge_failed` for a value that has no keys, and for a merger this version does not know.
 */
export function mergeInput(merger: string, own: unknown, outputs: readonly unknown[]): Reply<unknown> {
  if (merger !== 'overwrite' && merger !== 'collect') {
    return refused('merge_failed', `There is no merger named ${merger}.`)
  }
  if (outputs.length === 0 && (merger === 'overwrite' || own === null)) return granted(own)
  const all = [own, ...outputs].filter((value) => value !== null && value !== undefined)
  if (!all.every(isFields)) return refused('merge_failed', 'Only objects can be merged into an input.')
  // Not by Object.assign: a key `__proto__` is a key like any other.
  return granted(
    merger === 'collect' ? collected(all) : Object.fromEntries(all.flatMap((fields) => Object.entries(fields))),
  )
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function collected(all: readonly Fields[]): Fields {
  const merged = new Map<string, unknown[]>()
  for (const fields of all) {
    for (const [key, value] of Object.entries(fields)) {
      const values = merged.get(key) ?? []
      merged.set(key, Array.isArray(value) ? [...values, ...(value as unknown[])] : [...values, value])
    }
  }
  return Object.fromEntries(merged)
}
