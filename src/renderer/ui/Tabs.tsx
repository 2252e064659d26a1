// One of a few looks at the same thing, such as a filter by state. Arrow keys move between them.
import { Tabs as Base } from '@base-ui/react/tabs'

export interface Tab<V extends string> {
  value: V
  label: string
  /** A figure after the label; left out while unknown. */
  count?: string | undefined
}

export interface TabsProps<V extends string> {
  label: string
  value: V
  tabs: readonly Tab<V>[]
  onChange: (value: V) => void
}

export function Tabs<V extends string>({ label, value, tabs, onChange }: TabsProps<V>) {
  return (
    <Base.Root value={value} onValueChange={(next) => onChange(next as V)}>
      <Base.List aria-label={label} className="flex gap-1" activateOnFocus>
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.value}
            value={tab.value}
            className="inline-flex h-7 items-center gap-1.5 rounded-medium px-2.5 text-ink-2 hover:bg-hover data-[active]:bg-chosen data-[active]:font-medium data-[active]:text-ink"
          >
            {tab.label}
            {tab.count === undefined ? null : <span className="text-ink-3 text-small">{tab.count}</span>}
          </Base.Tab>
        ))}
      </Base.List>
    </Base.Root>
  )
}
