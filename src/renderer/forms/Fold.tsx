// Fields that are seldom needed, behind one line that opens them.
import type { ReactNode } from 'react'

export interface FoldProps {
  title: string
  /** Whether it stands open at first; set later, it opens. */
  open?: boolean
  children: ReactNode
}

export function Fold({ title, open = false, children }: FoldProps) {
  return (
    <details open={open || undefined}>
      <summary className="w-fit rounded-small font-medium text-ink-2 text-small hover:text-ink">{title}</summary>
      <div className="flex flex-col gap-4 pt-3">{children}</div>
    </details>
  )
}
