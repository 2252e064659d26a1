// The left rail: the places with their counts, and the way to the preferences. Arrow keys move through it.
import { clsx } from 'clsx'
import { Settings } from 'lucide-react'
import { type KeyboardEvent, useRef } from 'react'
import { call, useAnswer } from '../client'
import { nextIndex } from '../ui/rowKeys'
import { useNavigation } from './navigation'
import { places } from './places'
import { type RailCounts, railCounts } from './railCounts'
import { useText } from './words'

export function Rail() {
  const text = useText()
  const { target, go } = useNavigation()
  const { data: summary } = useAnswer('summary.get', {})
  const { data: sources } = useAnswer('sources.list', {})
  const list = useRef<HTMLUListElement>(null)
  const counts = railCounts(summary, sources?.length)
  const onKeyDown = (event: KeyboardEvent) => {
    const links = [...(list.current?.querySelectorAll('button') ?? [])]
    const index = nextIndex(event.key, links.indexOf(event.target as HTMLButtonElement), links.length, 1)
    if (index === null) return
    event.preventDefault()
    links[index]?.focus()
  }
  return (
    <nav
      aria-label={text('words:places')}
      className="flex w-[184px] shrink-0 flex-col justify-between border-line border-r bg-rail p-2 pt-3"
    >
      <ul ref={list} className="flex flex-col gap-0.5">
        {places.map(({ view, icon: Icon }) => (
          <li key={view}>
            <button
              type="button"
              aria-current={target.view === view ? 'page' : undefined}
              onClick={() => go(view)}
              onKeyDown={onKeyDown}
              className="flex h-7.5 w-full items-center gap-2.5 rounded-medium px-2.5 text-left text-ink-2 hover:bg-hover aria-[current]:bg-chosen aria-[current]:font-medium aria-[current]:text-ink"
            >
              <Icon aria-hidden size={16} strokeWidth={1.75} className={clsx(target.view === view && 'text-accent')} />
              <span className="flex-1 truncate">{text(`words:${view}`)}</span>
              <RailCount counts={counts} view={view} />
            </button>
          </li>
        ))}
      </ul>
      <button
        type="button"
        onClick={() => void call('app.openPreferences', {}).catch(() => undefined)}
        className="flex h-7.5 items-center gap-2.5 rounded-medium px-2.5 text-left text-ink-2 hover:bg-hover hover:text-ink"
      >
        <Settings aria-hidden size={16} strokeWidth={1.75} />
        {text('words:preferences')}
      </button>
    </nav>
  )
}

function RailCount({ counts, view }: { counts: RailCounts; view: keyof RailCounts }) {
  const text = useText()
  const count = counts[view]
  if (!count) return null
  return (
    <span className={clsx('text-small', count.needsYou ? 'font-semibold text-warn' : 'text-ink-3')}>
      {count.needsYou ? <span className="sr-only">{text('words:state_needs_you')} </span> : null}
      {count.needsYou ? `! ${count.shown}` : count.shown}
    </span>
  )
}
