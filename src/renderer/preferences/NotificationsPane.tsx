// Notifications: one choice of four, each with what it means.
import type { Preferences } from '@shared/preferences'
import { useText } from '../app/words'
import { RadioList } from '../ui/RadioList'
import type { PaneProps } from './paneProps'

const levels = ['needs_me', 'all', 'off', 'debug'] as const satisfies readonly Preferences['notifications'][]

export function NotificationsPane({ preferences, set }: PaneProps) {
  const text = useText()
  return (
    <RadioList
      label={text('preferences:notify')}
      value={preferences.notifications}
      choices={levels.map((value) => ({
        value,
        label: text(`preferences:notify_${value}`),
        hint: text(`preferences:notify_${value}_hint`),
      }))}
      onChange={(notifications) => set({ notifications })}
    />
  )
}
