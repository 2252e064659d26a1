// Notifications: one choice of four, each with what it means.
import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import type { Preferences } from '@shared/preferences'
import { useId } from 'react'
import { useText } from '../app/words'
import type { PaneProps } from './paneProps'

const levels = ['needs_me', 'all', 'off', 'debug'] as const satisfies readonly Preferences['notifications'][]

export function NotificationsPane({ preferences, set }: PaneProps) {
  const text = useText()
  return (
    <RadioGroup
      aria-label={text('preferences:notify')}
      value={preferences.notifications}
      onValueChange={(notifications) => set({ notifications })}
      className="flex flex-col"
    >
      {levels.map((level) => (
        <Level key={level} level={level} />
      ))}
    </RadioGroup>
  )
}

function Level({ level }: { level: Preferences['notifications'] }) {
  const text = useText()
  const id = useId()
  return (
    // oxlint-disable-next-line jsx-a11y/label-has-associated-control -- the radio inside renders its own input
    <label className="flex items-start gap-3 border-line border-b py-3 last:border-b-0">
      <Radio.Root
        value={level}
        aria-labelledby={`${id}-label`}
        aria-describedby={`${id}-hint`}
        className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full shadow-[inset_0_0_0_1.5px_var(--ink-3)] data-[checked]:bg-accent data-[checked]:shadow-none"
      >
        <Radio.Indicator className="size-1.5 rounded-full bg-on-accent" />
      </Radio.Root>
      <span className="min-w-0">
        <span id={`${id}-label`} className="block">
          {text(`preferences:notify_${level}`)}
        </span>
        <span id={`${id}-hint`} className="block max-w-[58ch] text-ink-3 text-small">
          {text(`preferences:notify_${level}_hint`)}
        </span>
      </span>
    </label>
  )
}
