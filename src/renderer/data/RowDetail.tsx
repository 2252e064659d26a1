// The panel about one row: every column with its whole value, as far as the reader gives it.
import type { CellView, RowView } from '@shared/readerMessages'
import { useLanguage, useText } from '../app/words'
import { Notice } from '../ui/Notice'
import { DetailPanel, LoadingRows } from '../ui/Page'
import { blobWords, jsonLines } from './cellWords'

export interface RowDetailProps {
  place: number
  /** null: being read. */
  row: RowView | null
  columns: readonly string[]
  /** Grows with every Enter on a row (app/panel.ts). */
  entries: number
  onClose: () => void
}

export function RowDetail({ place, row, columns, entries, onClose }: RowDetailProps) {
  const text = useText()
  const language = useLanguage()
  const number = new Intl.NumberFormat(language).format(place + 1)
  return (
    <DetailPanel title={text('data:row', { number })} entries={entries} onClose={onClose}>
      {row?.deleted ? (
        <Notice meaning="off">
          {text('data:deleted')}. {text('data:deleted_body')}
        </Notice>
      ) : null}
      {row ? (
        <dl className="flex flex-col">
          {columns.map((name, at) => (
            <div key={name} className="border-line border-b py-2 last:border-b-0">
              <dt className="selectable text-ink-3 text-small">{name}</dt>
              <dd className="selectable min-w-0">
                <Value cell={row.cells[at] ?? { type: 'null' }} />
              </dd>
            </div>
          ))}
        </dl>
      ) : (
        <LoadingRows />
      )}
    </DetailPanel>
  )
}

function Value({ cell }: { cell: CellView }) {
  const text = useText()
  const language = useLanguage()
  if (cell.type === 'null') return <span className="text-ink-3">{text('data:null_value')}</span>
  if (cell.type === 'blob') return <span className="text-ink-3">{blobWords(cell, text, language)}</span>
  const json = jsonLines(cell)
  return (
    <>
      {json === null ? (
        <span className="whitespace-pre-wrap break-words">{cell.text}</span>
      ) : (
        <pre className="overflow-x-auto whitespace-pre-wrap break-words font-mono text-small">{json}</pre>
      )}
      {cell.more ? <span className="block text-ink-3 text-small">… {text('data:cut')}</span> : null}
    </>
  )
}
