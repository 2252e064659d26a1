// What the computer is like now, one line, each signal a way to its setting (product 4.4).
import { BatteryMedium, BellOff, Coins, HardDrive, type LucideIcon, Moon, Plug, Wifi, WifiOff } from 'lucide-react'
import { useNow } from '../app/clock'
import { useLanguage, useText } from '../app/words'
import { call, useAnswer } from '../client'
import { deviceWords, type Signal } from './deviceWords'

export function DeviceStrip() {
  const text = useText()
  const language = useLanguage()
  const now = useNow()
  const { data: device } = useAnswer('device.get', {})
  const { data: preferences } = useAnswer('preferences.get', {})
  if (!device || !preferences) return <div className="h-8" />
  const offline = device.network.online === 'no' || device.network.online === 'portal'
  const icons: Record<Signal, LucideIcon> = {
    power: device.power.source === 'battery' ? BatteryMedium : Plug,
    network: offline ? WifiOff : Wifi,
    metered: Coins,
    idle: Moon,
    quiet: BellOff,
    storage: HardDrive,
  }
  return (
    <ul aria-label={text('overview:device')} className="-mx-2 flex flex-wrap items-center gap-x-1 gap-y-0.5">
      {deviceWords(device, preferences, text, language, now).map(({ signal, state, since }) => {
        const Icon = icons[signal]
        return (
          <li key={signal}>
            <button
              type="button"
              onClick={() => void call('app.openPreferences', {}).catch(() => undefined)}
              className="inline-flex h-6 items-center gap-1.5 rounded-medium px-2 text-ink-2 text-small hover:bg-hover hover:text-ink"
            >
              <Icon aria-hidden size={13} className="text-ink-3" />
              <span>{state}</span>
              {since ? <span className="text-ink-3">{since}</span> : null}
              <span className="sr-only">{text('overview:opens_preferences')}</span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}
