// One sentence in place about what went wrong or needs care, with the way on. Shape and word first; it is not a box in a box.
import type { ReactNode } from 'react'
import { type Meaning, StateShape } from './StateBadge'

export interface NoticeProps {
  meaning?: Meaning
  children: ReactNode
  /** A button. */
  action?: ReactNode
}

export function Notice({ meaning = 'needsYou', children, action }: NoticeProps) {
  return (
    <div role={meaning === 'failed' ? 'alert' : undefined} className="flex items-start gap-2 py-1.5">
      <span className="flex h-5 items-center">
        <StateShape meaning={meaning} />
      </span>
      <div className="selectable min-w-0 flex-1">{children}</div>
      {action}
    </div>
  )
}
