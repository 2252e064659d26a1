// One of a few values. A closed list with the platform's keys; the label is always there, shown or read.
import { Select as Base } from '@base-ui/react/select'
import { clsx } from 'clsx'
import { Check, ChevronsUpDown } from 'lucide-react'

export interface SelectOption<V extends string> {
  value: V
  label: string
}

export interface SelectProps<V extends string> {
  label: string
  value: V
  options: readonly SelectOption<V>[]
  onChange: (value: V) => void
  disabled?: boolean
  size?: 'small' | 'medium'
}

export function Select<V extends string>(props: SelectProps<V>) {
  const { label, value, options, onChange, disabled = false, size = 'medium' } = props
  return (
    <Base.Root
      items={options}
      value={value}
      disabled={disabled}
      onValueChange={(next) => {
        if (next !== null) onChange(next)
      }}
    >
      <Base.Trigger
        aria-label={label}
        className={clsx(
          'inline-flex min-w-0 items-center justify-between gap-2 rounded-medium bg-paper pr-1.5 pl-2.5 text-left',
          'shadow-[inset_0_0_0_1px_var(--line-strong)] hover:bg-hover data-[disabled]:opacity-45',
          size === 'small' ? 'h-6 text-small' : 'h-7 text-base',
        )}
      >
        <Base.Value className="truncate" />
        <Base.Icon className="text-ink-3">
          <ChevronsUpDown aria-hidden size={13} />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-40">
          <Base.Popup className="floats max-h-80 min-w-[var(--anchor-width)] overflow-y-auto rounded-large bg-raised p-1 shadow-float">
            {options.map((option) => (
              <Base.Item
                key={option.value}
                value={option.value}
                className="grid h-7 grid-cols-[16px_1fr] items-center gap-1.5 rounded-medium pr-3 pl-1.5 outline-none data-[highlighted]:bg-chosen"
              >
                <Base.ItemIndicator className="col-start-1 text-accent">
                  <Check aria-hidden size={14} strokeWidth={2.25} />
                </Base.ItemIndicator>
                <Base.ItemText className="col-start-2">{option.label}</Base.ItemText>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
