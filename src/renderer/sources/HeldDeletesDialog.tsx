// The answer to held deletions (D29): how many rows of how many would go, the first of them, and both answers, each asked once more.
import type { JobView } from '@shared/jobs/job'
import type { RowsPage, RowsRequest } from '@shared/readerMessages'
import type { SourceView } from '@shared/sources'
import { clsx } from 'clsx'
import { useState } from 'react'
import { useRefusalText } from '../app/refusalText'
import { useLanguage, useText } from '../app/words'
import { call, useAnswer } from '../client'
import { cellLine } from '../data/cellWords'
import { Refused } from '../forms/Refused'
import { useSending } from '../forms/useSending'
import { Button } from '../ui/Button'
import { ConfirmDialog, Dialog } from '../ui/Dialog'
import { Notice } from '../ui/Notice'
import { LoadingRows } from '../ui/Page'
import { useToast } from '../ui/Toasts'
import { heldDeletes, heldSentence } from './heldDeletes'

/** Rows that are shown of those that would go, and columns of each. */
const SHOWN_ROWS = 100
const SHOWN_COLUMNS = 8

type HeldWindow = NonNullable<RowsRequest['held']>['window']

export interface HeldDeletesDialogProps {
  source: SourceView
  job: JobView | null
  onClose: () => void
}

export function HeldDeletesDialog({ source, job, onClose }: HeldDeletesDialogProps) {
  const text = useText()
  const language = useLanguage()
  const { data: about } = useAnswer('data.about', { file: 'library', table: source.table, since: 0 })
  const [asked, setAsked] = useState<Answer | null>(null)
  const held = heldDeletes(source, job, about)
  if (held === null) return null
  return (
    <>
      <Dialog
        open
        wide
        onClose={onClose}
        title={text('held:title', { name: source.name })}
        description={heldSentence(held, text, language)}
        footer={
          <>
            <Button onClick={onClose}>{text('words:close')}</Button>
            <span className="flex-1" />
            <Button onClick={() => setAsked('keep')}>{text('held:keep')}</Button>
            <Button tone="danger" onClick={() => setAsked('delete')}>
              {text('held:delete')}
            </Button>
          </>
        }
      >
        <HeldRows table={source.table} rows={held.rows} window={windowOf(source)} />
      </Dialog>
      {asked ? (
        <ConfirmAnswer
          source={source}
          answer={asked}
          rows={held.rows}
          onClose={() => setAsked(null)}
          onAnswered={onClose}
        />
      ) : null}
    </>
  )
}

type Answer = 'delete' | 'keep'

interface ConfirmAnswerProps {
  source: SourceView
  answer: Answer
  /** As many as were shown: for no more does the answer count. */
  rows: number
  onClose: () => void
  onAnswered: () => void
}

function ConfirmAnswer({ source, answer, rows, onClose, onAnswered }: ConfirmAnswerProps) {
  const text = useText()
  const toast = useToast()
  const formatted = new Intl.NumberFormat(useLanguage()).format(rows)
  const { busy, error, send } = useSending()
  const words = { name: source.name, rows: formatted, count: rows }
  const confirm = async () => {
    if (!(await send(() => call('sources.answerDeletes', { id: source.id, answer, upToRows: rows })))) return
    toast({ text: text(`held:said_${answer}`, words) })
    onAnswered()
  }
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={text(`held:${answer}_title`, words)}
      description={text(`held:${answer}_body`, words)}
      confirmLabel={text(`held:${answer}`)}
      danger={answer === 'delete'}
      busy={busy}
      onConfirm={() => void confirm()}
    >
      {error === null ? null : <Refused error={error} />}
    </ConfirmDialog>
  )
}

/** Of which rows its list speaks; null: of all. */
function windowOf({ pull }: SourceView): HeldWindow {
  if (pull?.deletes.mode !== 'window') return null
  const { field, windowMs } = pull.deletes
  return { field, windowMs }
}

function HeldRows({ table, rows, window }: { table: string; rows: number; window: HeldWindow }) {
  const text = useText()
  const refusal = useRefusalText()
  const numbers = new Intl.NumberFormat(useLanguage())
  const formatted = (count: number) => numbers.format(count)
  const { data: page, error } = useAnswer('data.rows', {
    file: 'library',
    table,
    limit: SHOWN_ROWS,
    after: null,
    held: { window },
  })
  if (error) return <Notice meaning="failed">{refusal(error)}</Notice>
  if (!page) return <LoadingRows rows={5} />
  return (
    <div className="flex flex-col gap-1">
      <section
        aria-label={text('held:list')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- as above
        tabIndex={0}
        className="max-h-[300px] overflow-auto border-line border-y"
      >
        <RowsTable page={page} />
      </section>
      {rows > page.rows.length ? (
        <p className="text-ink-3 text-small">
          {text('held:first', { shown: formatted(page.rows.length), rows: formatted(rows) })}
        </p>
      ) : null}
    </div>
  )
}

function RowsTable({ page }: { page: RowsPage }) {
  const text = useText()
  const language = useLanguage()
  const columns = page.columns.slice(0, SHOWN_COLUMNS)
  return (
    <table className="w-max min-w-full border-separate border-spacing-0 text-small">
      <thead>
        <tr>
          {columns.map((name) => (
            <th
              key={name}
              scope="col"
              className="sticky top-0 max-w-[220px] truncate border-line border-b bg-raised px-2 py-1 text-left font-medium"
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {page.rows.map((row) => (
          <tr key={row.cursor}>
            {columns.map((name, at) => {
              const cell = row.cells[at]
              return (
                <td
                  key={name}
                  className={clsx(
                    'selectable h-6 max-w-[220px] truncate whitespace-pre px-2 align-middle',
                    cell?.type === 'null' && 'text-ink-3',
                  )}
                >
                  {cell ? cellLine(cell, text, language) : null}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
