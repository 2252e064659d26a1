// Facts about one thing, a name and a value a line. Lines without a value are left out.
import type { ReactNode } from 'react'

export interface Fact {
  name: string
  value: ReactNode
}

export function KeyValue({ facts }: { facts: readonly Fact[] }) {
  const shown = facts.filter((fact) => fact.value !== null && fact.value !== undefined && fact.value !== '')
  return (
    <dl className="grid grid-cols-[minmax(96px,auto)_1fr] gap-x-4 gap-y-1">
      {shown.map((fact) => (
        <div key={fact.name} className="contents">
          <dt className="text-ink-3">{fact.name}</dt>
          <dd className="selectable min-w-0">{fact.value}</dd>
        </div>
      ))}
    </dl>
  )
}
