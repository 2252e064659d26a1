// The tables there are, each with its rows, where it comes from and when it last changed. Arrow keys move through it.

import type { TableView } from '@shared/readerMessages'
import type { SourceView } from '@shared/sources'
import { type KeyboardEvent, useRef } from 'react'
import { useSources } from '../app/names'
import { useLanguage, useText } from '../app/words'
import { RelativeTime } from '../ui/Figures'
import { nextIndex } from '../ui/rowKeys'
import { StateBadge } from '../ui/StateBadge'
import { hasToReview } from './review'
import { tableId, tableName, tableRowsText } from './tableWords'
import { useReviewed } from './useReviewed'

export interface TableListProps {
  tables: readonly TableView[]
  chosenId: string | null
  onChoose: (id: string) => void
}

export function TableList({ tables, chosenId, onChoose }: TableListProps) {
  const text = useText()
  const sources = useSources()
  const list = useRef<HTMLUListElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])]
    const index = nextIndex(event.key, buttons.indexOf(event.target as HTMLButtonElement), buttons.length, 5)
    if (index === null) return
    event.preventDefault()
    buttons[index]?.focus()
    const table = tables[index]
    if (table) onChoose(tableId(table))
  }
  return (
    <nav
      aria-label={text('data:tables')}
      className="w-[220px] shrink-0 overflow-y-auto border-line border-r p-2 @max-[700px]:w-[168px]"
    >
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys of the buttons inside */}
      <ul ref={list} onKeyDown={onKeyDown} className="flex flex-col gap-0.5">
        {tables.map((table) => (
          <TableLine
            key={tableId(table)}
            table={table}
            source={table.sourceId === null ? undefined : sources.get(table.sourceId)}
            isChosen={tableId(table) === chosenId}
            onChoose={() => onChoose(tableId(table))}
          />
        ))}
      </ul>
    </nav>
  )
}

interface TableLineProps {
  table: TableView
  source: SourceView | undefined
  isChosen: boolean
  onChoose: () => void
}

function TableLine({ table, source, isChosen, onChoose }: TableLineProps) {
  const text = useText()
  const language = useLanguage()
  const name = tableName(table, source, text)
  const reviewed = useReviewed(tableId(table))
  return (
    <li>
      <button
        type="button"
        aria-current={isChosen ? 'true' : undefined}
        tabIndex={isChosen ? 0 : undefined}
        onClick={onChoose}
        className="w-full rounded-medium px-2.5 py-1.5 text-left hover:bg-hover aria-[current]:bg-chosen"
      >
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 flex-1 truncate font-medium" title={table.table}>
            {name.title}
          </span>
          {hasToReview(table, reviewed) ? (
            <span className="self-center leading-none">
              <StateBadge iconOnly meaning="needsYou">
                {text('browsing:to_review')}
              </StateBadge>
            </span>
          ) : null}
          <span className="shrink-0 text-ink-2 text-small">{tableRowsText(table, text, language)}</span>
        </span>
        <span className="flex items-baseline gap-2 text-ink-3 text-small">
          <span className="min-w-0 flex-1 truncate">{name.from}</span>
          {table.changedAt === null ? null : (
            <span className="shrink-0">
              <RelativeTime at={table.changedAt} />
            </span>
          )}
        </span>
      </button>
    </li>
  )
}
