// Which items are chosen, as lists everywhere have it: one, a range from where the choice began, or one more or less. Pure.
import type { Choosing } from '../ui/VirtualTable'

export interface Selection {
  ids: ReadonlySet<string>
  /** Where the keys are. */
  cursor: string | null
  /** Where a range begins. */
  anchor: string | null
}

export const nothingChosen: Selection = { ids: new Set(), cursor: null, anchor: null }

/** `order`: ids as they are listed. */
export function withChoice(selection: Selection, id: string, how: Choosing, order: readonly string[]): Selection {
  switch (how) {
    case 'one':
      return { ids: new Set([id]), cursor: id, anchor: id }
    case 'toggle': {
      const ids = new Set(selection.ids)
      if (!ids.delete(id)) ids.add(id)
      return { ids, cursor: id, anchor: id }
    }
    case 'range': {
      const from = order.indexOf(selection.anchor ?? id)
      const to = order.indexOf(id)
      if (from < 0 || to < 0) return { ids: new Set([id]), cursor: id, anchor: id }
      const ids = new Set(order.slice(Math.min(from, to), Math.max(from, to) + 1))
      return { ids, cursor: id, anchor: selection.anchor ?? id }
    }
  }
}

export function allChosen(selection: Selection, order: readonly string[]): Selection {
  return { ids: new Set(order), cursor: selection.cursor ?? order[0] ?? null, anchor: selection.anchor }
}

/** Without what is listed no more; the same value where nothing of it went. */
export function stillListed(selection: Selection, order: readonly string[]): Selection {
  const listed = new Set(order)
  const ids = [...selection.ids].filter((id) => listed.has(id))
  return ids.length === selection.ids.size ? selection : { ...selection, ids: new Set(ids) }
}
