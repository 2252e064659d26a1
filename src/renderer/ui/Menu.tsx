// A short list of commands from one button. Entries that do not apply are left out by the caller, not greyed.
import { Menu as Base } from '@base-ui/react/menu'
import { clsx } from 'clsx'
import type { LucideIcon } from 'lucide-react'
import type { ReactElement } from 'react'

export interface MenuEntry {
  id: string
  label: string
  icon?: LucideIcon
  danger?: boolean
  /** A thin line above this entry. */
  separated?: boolean
  onSelect: () => void
}

export interface MenuProps {
  /** The button: a <Button> or an <IconButton>. */
  trigger: ReactElement<Record<string, unknown>>
  entries: readonly MenuEntry[]
  align?: 'start' | 'end'
}

export function Menu({ trigger, entries, align = 'end' }: MenuProps) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} className="z-40">
          <Base.Popup className="floats min-w-44 rounded-large bg-raised p-1 shadow-float">
            {entries.map((entry) => (
              <MenuRow key={entry.id} entry={entry} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

function MenuRow({ entry }: { entry: MenuEntry }) {
  const Icon = entry.icon
  return (
    <>
      {entry.separated ? <Base.Separator className="mx-2 my-1 h-px bg-line" /> : null}
      <Base.Item
        onClick={entry.onSelect}
        className={clsx(
          'flex h-7 items-center gap-2 rounded-medium px-2 pr-4 outline-none data-[highlighted]:bg-chosen',
          entry.danger && 'text-bad',
        )}
      >
        {Icon ? <Icon aria-hidden size={14} strokeWidth={1.75} className={entry.danger ? '' : 'text-ink-3'} /> : null}
        {entry.label}
      </Base.Item>
    </>
  )
}
