// A state as a shape and a word, the colour third (OBS-8). The same eight shapes everywhere: rail, lists, panels, footer.
import { assertNever } from '@shared/errors'
import { clsx } from 'clsx'
import type { ReactNode } from 'react'

/** What a state means to the person, whatever it is a state of. */
export type Meaning = 'working' | 'waiting' | 'scheduled' | 'done' | 'failed' | 'needsYou' | 'paused' | 'off'

export interface StateBadgeProps {
  meaning: Meaning
  /** The word. */
  children: ReactNode
  /** Shape only; the word is still read out. */
  iconOnly?: boolean
}

function inkOf(meaning: Meaning): string {
  switch (meaning) {
    case 'working':
      return 'text-accent'
    case 'done':
      return 'text-good'
    case 'failed':
      return 'text-bad'
    case 'needsYou':
      return 'text-warn'
    case 'waiting':
    case 'scheduled':
    case 'paused':
    case 'off':
      return 'text-ink-3'
    default:
      return assertNever(meaning)
  }
}

export function StateBadge({ meaning, children, iconOnly = false }: StateBadgeProps) {
  return (
    <span className="inline-flex items-baseline gap-1.5 whitespace-nowrap">
      <StateShape meaning={meaning} />
      <span className={clsx(iconOnly && 'sr-only', meaning === 'off' && 'text-ink-3')}>{children}</span>
    </span>
  )
}

/** 14 px, drawn so that each is told from the others without its colour. */
export function StateShape({ meaning }: { meaning: Meaning }) {
  return (
    <svg aria-hidden viewBox="0 0 14 14" className={clsx('size-3.5 shrink-0 self-center', inkOf(meaning))} fill="none">
      <Drawing meaning={meaning} />
    </svg>
  )
}

function Drawing({ meaning }: { meaning: Meaning }) {
  const line = { stroke: 'currentColor', strokeWidth: 1.6, strokeLinecap: 'round', strokeLinejoin: 'round' } as const
  switch (meaning) {
    case 'working':
      return <path d="M4 2.6 11.2 7 4 11.4Z" fill="currentColor" {...line} />
    case 'waiting':
      return (
        <>
          <circle cx="7" cy="7" r="5.4" {...line} />
          <path d="M7 4.2V7l1.9 1.4" {...line} />
        </>
      )
    case 'scheduled':
      return <circle cx="7" cy="7" r="5.4" {...line} strokeDasharray="1.4 3" />
    case 'done':
      return <path d="m2.6 7.4 2.9 2.9 5.9-6.4" {...line} strokeWidth={1.9} />
    case 'failed':
      return <path d="m3.2 3.2 7.6 7.6m0-7.6-7.6 7.6" {...line} strokeWidth={1.9} />
    case 'needsYou':
      return (
        <>
          <path d="M7 1.7 13 12.3H1Z" {...line} />
          <path d="M7 5.6v2.8m0 1.9v.05" {...line} />
        </>
      )
    case 'paused':
      return <path d="M4.6 2.8v8.4m4.8-8.4v8.4" {...line} strokeWidth={2.2} />
    case 'off':
      return <path d="M2.6 7h8.8" {...line} strokeWidth={1.9} />
    default:
      return assertNever(meaning)
  }
}
