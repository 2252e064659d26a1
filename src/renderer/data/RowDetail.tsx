// The panel about one row: every column with its value, a long one in full when it is asked for.
import type { CellRequest, CellView, RowView, TableView } from '@shared/readerMessages'
import type { Panel } from '../app/panel'
import { useLanguage, useText } from '../app/words'
import { Notice } from '../ui/Notice'
import { DetailPanel, LoadingRows } from '../ui/Page'
import { blobWords, jsonLines } from './cellWords'
import { LongValue } from './LongValue'

export interface RowDetailProps {
  table: TableView
  place: number
  /** null: being read. */
  row: RowView | null
  columns: readonly string[]
  panel: Pick<Panel, 'entries' | 'close'>
}

export function RowDetail({ table, place, row, columns, panel }: RowDetailProps) {
  const text = useText()
  const language = useLanguage()
  const number = new Intl.NumberFormat(language).format(place + 1)
  return (
    <DetailPanel title={text('data:row', { number })} entries={panel.entries} onClose={panel.close}>
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
                <Value
                  key={row.cursor}
                  cell={row.cells[at] ?? { type: 'null' }}
                  request={{ file: table.file, table: table.table, cursor: row.cursor, column: name }}
                />
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

function Value({ cell, request }: { cell: CellView; request: CellRequest }) {
  const text = useText()
  const language = useLanguage()
  if (cell.type === 'null') return <span className="text-ink-3">{text('data:null_value')}</span>
  if (cell.type === 'blob') return <span className="text-ink-3">{blobWords(cell, text, language)}</span>
  if (cell.type === 'text' && cell.more) return <LongValue request={request} beginning={cell.text} />
  const json = jsonLines(cell)
  if (json === null) return <span className="whitespace-pre-wrap break-words">{cell.text}</span>
  return <pre className="overflow-x-auto whitespace-pre-wrap break-words font-mono text-small">{json}</pre>
}
