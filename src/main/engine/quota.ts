// How many expedited starts an hour on battery are left (semantics 1.17). The last starts are kept as facts, so a restart gives no more.
import { HOUR_MS } from '@shared/time'
import type { Parts } from './parts'

export const EXPEDITED_AN_HOUR = 20

const factName = (place: number): string => `expedited.${place}`
const NEXT_PLACE = 'expedited.next'

/** Infinity while not on battery. */
export function expeditedLeft(parts: Parts): number {
  if (parts.situation.reading.power.source !== 'battery') return Number.POSITIVE_INFINITY
  const since = parts.now() - HOUR_MS
  let used = 0
  for (let place = 0; place < EXPEDITED_AN_HOUR; place += 1) {
    if ((parts.store.facts.number(factName(place)) ?? 0) > since) used += 1
  }
  return EXPEDITED_AN_HOUR - used
}

/** Counts one expedited start; off battery none is counted. */
export function countExpedited(parts: Parts): void {
  if (parts.situation.reading.power.source !== 'battery') return
  const { facts } = parts.store
  const place = (facts.number(NEXT_PLACE) ?? 0) % EXPEDITED_AN_HOUR
  facts.setNumber(factName(place), parts.now())
  facts.setNumber(NEXT_PLACE, place + 1)
}
