// The log of one run: its lines by level and by text, and Copy. At most some hundred lines (main/runner/runLogs.ts), so all of them are in the page.
import type { LogLine, RunLog } from '@shared/jobs/runLog'
import type { LogLevel } from '@shared/logger'
import { Copy } from 'lucide-react'
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import { usePlaceState } from '../app/navigation'
import { useLanguage, useText } from '../app/words'
import { Button } from '../ui/Button'
import { copyText } from '../ui/copyText'
import { Select } from '../ui/Select'
import { StateShape } from '../ui/StateBadge'
import { useToast } from '../ui/Toasts'
import { copiedText, fieldsText, levelMeaning, logFilters, shownLines } from './logLines'

export interface LogViewProps {
  log: RunLog
  /** It is still being written: the list keeps to its end. */
  isLive?: boolean
}

export function LogView({ log, isLive = false }: LogViewProps) {
  const text = useText()
  const [level, setLevel] = usePlaceState<LogLevel>('log.level', 'debug')
  const [typed, setTyped] = useState('')
  const shown = shownLines(log.lines, level, typed)
  return (
    <div className="flex min-w-0 flex-col gap-2 pt-2">
      <div className="flex flex-wrap items-center gap-2">
        <Select<LogLevel>
          size="small"
          label={text('history:log_level')}
          value={level}
          onChange={setLevel}
          options={logFilters.map((value) => ({ value, label: text(`history:log_from_${value}`) }))}
        />
        <SearchField typed={typed} onType={setTyped} />
        <span className="flex-1" />
        <CopyButton lines={shown} />
      </div>
      {log.dropped > 0 ? (
        <p className="text-ink-3 text-small">{text('history:log_dropped', { count: log.dropped })}</p>
      ) : null}
      {shown.length === 0 ? (
        <p className="text-ink-3">{text(log.lines.length === 0 ? 'history:log_empty' : 'history:log_no_match')}</p>
      ) : (
        <Lines isLive={isLive}>
          {shown.map((line) => (
            <Line key={log.lines.indexOf(line)} line={line} />
          ))}
        </Lines>
      )}
    </div>
  )
}

function SearchField({ typed, onType }: { typed: string; onType: (typed: string) => void }) {
  const text = useText()
  return (
    <input
      type="search"
      aria-label={text('history:log_search')}
      placeholder={text('history:log_search_hint')}
      value={typed}
      maxLength={200}
      spellCheck={false}
      onChange={(event) => onType(event.target.value)}
      onKeyDown={(event) => {
        // The first Escape is the search's; the next one is the panel's.
        if (event.key === 'Escape' && typed !== '') event.stopPropagation()
      }}
      className="h-6 w-32 min-w-0 rounded-medium bg-paper px-2 text-small shadow-[inset_0_0_0_1px_var(--line-strong)] placeholder:text-ink-3"
    />
  )
}

function CopyButton({ lines }: { lines: readonly LogLine[] }) {
  const text = useText()
  const toast = useToast()
  const copy = () => {
    const done = copyText(copiedText(lines))
    toast({ text: done ? text('history:log_copied', { count: lines.length }) : text('history:log_not_copied') })
  }
  return (
    <Button size="small" icon={Copy} aria-disabled={lines.length === 0} onClick={lines.length === 0 ? undefined : copy}>
      {text('history:log_copy')}
    </Button>
  )
}

/** A log under way stays at its end, unless the person has gone up in it. */
function Lines({ isLive, children }: { isLive: boolean; children: ReactNode }) {
  const text = useText()
  const list = useRef<HTMLOListElement>(null)
  const isAtEnd = useRef(true)
  useLayoutEffect(() => {
    if (isLive && isAtEnd.current) list.current?.scrollTo({ top: list.current.scrollHeight })
  })
  if (!isLive) {
    return (
      <ol aria-label={text('history:log')} className="selectable flex flex-col">
        {children}
      </ol>
    )
  }
  return (
    <ol
      ref={list}
      aria-label={text('history:log')}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keys
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
        isAtEnd.current = scrollTop + clientHeight > scrollHeight - 8
      }}
      className="selectable flex max-h-56 flex-col overflow-y-auto"
    >
      {children}
    </ol>
  )
}

function Line({ line }: { line: LogLine }) {
  const text = useText()
  const language = useLanguage()
  const meaning = levelMeaning(line.level)
  const fields = fieldsText(line)
  const time = new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  }).format(line.at)
  return (
    <li className="flex flex-col border-line border-b py-1 last:border-b-0">
      <span className="flex items-center gap-1.5 text-ink-3 text-small">
        <time dateTime={new Date(line.at).toISOString()}>{time}</time>
        {meaning ? <StateShape meaning={meaning} /> : null}
        <span className={meaning ? 'font-medium text-ink' : undefined}>{text(`history:level_${line.level}`)}</span>
      </span>
      <span>
        {line.message}
        {fields === '' ? null : <span className="font-mono text-ink-3 text-small"> {fields}</span>}
      </span>
    </li>
  )
}
