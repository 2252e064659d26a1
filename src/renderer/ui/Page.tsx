// The bones of a place: its header line, its sections, a list with a panel beside it, and what stands there while there is nothing.
import { clsx } from 'clsx'
import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useText } from '../app/words'
import { IconButton } from './Button'

export interface PageHeaderProps {
  title: string
  /** Filters and the like, after the title. */
  children?: ReactNode
  /** Buttons at the far end. */
  actions?: ReactNode
}

/** One line of 48 px: what this place is, how it is filtered, what can be done with all of it. */
export function PageHeader({ title, children, actions }: PageHeaderProps) {
  return (
    <header className="flex h-12 shrink-0 items-center gap-4 px-5">
      <h1 className="font-semibold text-large">{title}</h1>
      <div className="flex min-w-0 flex-1 items-center gap-2">{children}</div>
      {actions ? <div className="flex items-center gap-2">{actions}</div> : null}
    </header>
  )
}

export interface SectionProps {
  title: string
  /** Beside the title: a count, a quiet button. */
  aside?: ReactNode
  children: ReactNode
}

/** A titled part of a page, divided from the next by space. */
export function Section({ title, aside, children }: SectionProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="flex flex-col">
      <div className="flex h-7 items-center justify-between gap-2 border-line border-b pb-1">
        <h2 id={id} className="font-medium text-ink-2 text-small">
          {title}
        </h2>
        {aside ? <div className="-mr-2">{aside}</div> : null}
      </div>
      {children}
    </section>
  )
}

export interface SplitViewProps {
  children: ReactNode
  /** The panel about the chosen row; null when none is chosen. */
  detail: ReactNode | null
}

/** A list, and about its chosen row a panel beside it; in a narrow window the panel lies over the list. */
export function SplitView({ children, detail }: SplitViewProps) {
  return (
    <div className="@container relative flex min-h-0 flex-1">
      <div className="@container flex min-w-0 flex-1 flex-col">{children}</div>
      {detail}
    </div>
  )
}

export interface DetailPanelProps {
  title: string
  /** The panel takes the focus when this grows (app/panel.ts). */
  entries?: number
  onClose: () => void
  /** Buttons under the title. */
  actions?: ReactNode
  /** For what has long lines, such as a log. */
  wide?: boolean
  children: ReactNode
}

function focusList(panel: HTMLElement): void {
  panel.parentElement?.querySelector<HTMLElement>('[role=grid]')?.focus()
}

/** Escape closes it and goes back to the list. Goes into SplitView's `detail`. */
export function DetailPanel({ title, entries = 0, onClose, actions, wide = false, children }: DetailPanelProps) {
  const text = useText()
  const panel = useRef<HTMLElement>(null)
  const content = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (entries > 0) content.current?.focus()
  }, [entries])
  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('[role=dialog]')) return
      if (panel.current?.contains(document.activeElement)) focusList(panel.current)
      onClose()
    }
    document.addEventListener('keydown', close)
    return () => document.removeEventListener('keydown', close)
  }, [onClose])
  return (
    <aside
      ref={panel}
      aria-label={title}
      className={clsx(
        'flex shrink-0 flex-col border-line border-l bg-paper',
        wide ? 'w-[400px]' : 'w-[352px]',
        'absolute inset-y-0 right-0 z-10 @max-[820px]:shadow-float @[820px]:static',
      )}
    >
      <div className="flex items-start gap-2 px-4 pt-3">
        <h2 className="selectable min-w-0 flex-1 py-0.5 font-semibold text-large">{title}</h2>
        <IconButton icon={X} label={text('words:close')} onClick={onClose} />
      </div>
      {actions ? <div className="flex flex-wrap gap-2 px-4 pt-2">{actions}</div> : null}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keys */}
      <div ref={content} tabIndex={0} className="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto px-4 py-4">
        {children}
      </div>
    </aside>
  )
}

export interface EmptyStateProps {
  /** The sentence in bold: what is so. */
  title: string
  /** What it means and what comes next. */
  children?: ReactNode
  /** One or two buttons. */
  actions?: ReactNode
  /** Where no page header stands above: the sentence is the page's heading. */
  isHeading?: boolean
}

/** What a place says while it has nothing to show: never only a picture, never an apology. */
export function EmptyState({ title, children, actions, isHeading = false }: EmptyStateProps) {
  const Title = isHeading ? 'h1' : 'p'
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center justify-center gap-1 px-8 pb-16 text-center">
      <Title className="font-semibold text-large">{title}</Title>
      {children ? <div className="max-w-[46ch] text-ink-2">{children}</div> : null}
      {actions ? <div className="flex gap-2 pt-3">{actions}</div> : null}
    </div>
  )
}

/** Grey lines in the shape of what comes, only after 150 ms: quick answers never flash. */
export function LoadingRows({ rows = 6 }: { rows?: number }) {
  const text = useText()
  return (
    <div role="status" aria-label={text('words:loading')} className="late flex flex-col gap-3 px-5 py-3">
      {Array.from({ length: rows }, (_, index) => (
        <div
          key={index}
          className="h-4 rounded-small bg-track opacity-60"
          style={{ width: `${88 - ((index * 17) % 40)}%` }}
        />
      ))}
    </div>
  )
}
