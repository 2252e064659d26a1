// The places of the main window in the order of the rail and of Ctrl+1 to 6.
import type { View } from '@shared/ipc/events'
import { Blocks, Gauge, History, ListOrdered, type LucideIcon, Rows3, Send } from 'lucide-react'

export interface Place {
  view: View
  icon: LucideIcon
}

export const places: readonly Place[] = [
  { view: 'overview', icon: Gauge },
  { view: 'jobs', icon: ListOrdered },
  { view: 'outbox', icon: Send },
  { view: 'history', icon: History },
  { view: 'data', icon: Rows3 },
  { view: 'sources', icon: Blocks },
]

/** The place for a digit key, '1' being the first. */
export function placeForDigit(digit: string): View | null {
  return places[Number(digit) - 1]?.view ?? null
}
