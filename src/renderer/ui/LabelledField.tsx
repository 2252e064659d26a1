// A label above and a hint beneath a control that is not typed into; as TextField has them. The control names itself by the same label.
import type { ReactNode } from 'react'

export interface LabelledFieldProps {
  label: string
  hint?: ReactNode
  children: ReactNode
}

export function LabelledField({ label, hint, children }: LabelledFieldProps) {
  return (
    <div className="flex min-w-0 flex-col gap-1 [&_[role=combobox]]:h-8">
      <span aria-hidden className="font-medium text-ink-2 text-small">
        {label}
      </span>
      {children}
      {hint ? <p className="text-ink-3 text-small">{hint}</p> : null}
    </div>
  )
}
