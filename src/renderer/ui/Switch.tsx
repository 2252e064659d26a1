// On or off, acting at once. The label may be shown beside it or only named.
import { Switch as Base } from '@base-ui/react/switch'
import { clsx } from 'clsx'

export interface SwitchProps {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean
  /** Shown as text to the right; otherwise only assistive technology reads the label. */
  showLabel?: boolean
}

export function Switch({ label, checked, onChange, disabled = false, showLabel = false }: SwitchProps) {
  const control = (
    <Base.Root
      checked={checked}
      onCheckedChange={(next) => onChange(next)}
      disabled={disabled}
      aria-label={showLabel ? undefined : label}
      className={clsx(
        'inline-flex h-[18px] w-[30px] shrink-0 rounded-full p-0.5 transition-colors duration-100',
        'data-[checked]:bg-accent data-[unchecked]:bg-ink-3 data-[disabled]:opacity-45',
      )}
    >
      <Base.Thumb className="size-3.5 rounded-full bg-knob transition-transform duration-100 data-[checked]:translate-x-3" />
    </Base.Root>
  )
  if (!showLabel) return control
  return (
    <label className="inline-flex items-center gap-2">
      {control}
      <span>{label}</span>
    </label>
  )
}
