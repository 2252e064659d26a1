// The sections of the preferences in their order.
import { BatteryCharging, Bell, HardDrive, type LucideIcon, RefreshCw, Settings2, Wifi } from 'lucide-react'

export const panes = ['general', 'when', 'network', 'syncing', 'notifications', 'storage'] as const
export type Pane = (typeof panes)[number]

export const paneIcons: Readonly<Record<Pane, LucideIcon>> = {
  general: Settings2,
  when: BatteryCharging,
  network: Wifi,
  syncing: RefreshCw,
  notifications: Bell,
  storage: HardDrive,
}
