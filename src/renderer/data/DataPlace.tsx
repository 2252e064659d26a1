// The data: the tables at the left, the rows of one at the right. Read by a process of its own that ends when this place is left.
import { type AppNotice, type NoticeName, openNotices } from '@shared/notices'
import type { TableView } from '@shared/readerMessages'
import { FileDown } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTouchClock } from '../app/clock'
import { NoticeList } from '../app/NoticeList'
import { useNavigation, usePlaceState } from '../app/navigation'
import { useText } from '../app/words'
import { useAnswer } from '../client'
import { ImportDialog, useImportFlow } from '../importing/ImportDialog'
import { Button } from '../ui/Button'
import { EmptyState, LoadingRows, PageHeader } from '../ui/Page'
import { ReadFailed } from '../ui/ReadFailed'
import { TableList } from './TableList'
import { TablePart } from './TablePart'
import { shownTable, tableId } from './tableWords'
import { useReaderOnlyHere } from './useReaderOnlyHere'

export function DataPlace() {
  const text = useText()
  const flow = useImportFlow()
  const { data: tables, error, refetch } = useAnswer('data.tables', {})
  const [chosenId, setChosenId] = usePlaceState<string | null>('data.table', null)
  useReaderOnlyHere()
  useCurrentClock(tables)
  useFollowWish(tables, setChosenId)
  const shown = tables && shownTable(tables, chosenId)
  const notices = useDataNotices()
  const isUnread = notices.some(({ name }) => name !== 'library_set_aside')
  return (
    <>
      <PageHeader
        title={text('words:data')}
        actions={
          <Button icon={FileDown} busy={flow.choosing} onClick={flow.choose}>
            {text('overview:choose_file')}
          </Button>
        }
      />
      {error && !tables ? <ReadFailed error={error} onAskAgain={() => void refetch()} /> : null}
      {!error && !tables ? <LoadingRows /> : null}
      {notices.length > 0 ? (
        <div className="border-line border-t px-5 py-4">
          <NoticeList notices={notices} />
        </div>
      ) : null}
      {tables && !shown && !isUnread ? <NoTables /> : null}
      {tables && shown ? (
        <div className="@container relative flex min-h-0 flex-1 border-line border-t">
          <TableList tables={tables} chosenId={tableId(shown)} onChoose={setChosenId} />
          <TablePart key={tableId(shown)} table={shown} />
        </div>
      ) : null}
      <ImportDialog flow={flow} />
    </>
  )
}

function NoTables() {
  const text = useText()
  const { go } = useNavigation()
  return (
    <EmptyState
      title={text('data:empty')}
      actions={
        <Button tone="primary" onClick={() => go('sources', { open: 'add' })}>
          {text('data:add_source')}
        </Button>
      }
    >
      {text('data:empty_body')}
    </EmptyState>
  )
}

const ofData: ReadonlySet<NoticeName> = new Set(['library_damaged', 'library_set_aside', 'imports_damaged'])

/** Why tables are missing, where they would be. */
function useDataNotices(): readonly AppNotice[] {
  const { data: summary } = useAnswer('summary.get', {})
  return openNotices(summary?.notices ?? []).filter(({ name }) => ofData.has(name))
}

/** A change read just now must not lie ahead of a clock that ticked before it. */
function useCurrentClock(tables: readonly TableView[] | undefined): void {
  const touch = useTouchClock()
  useEffect(() => {
    if (tables) touch()
  }, [tables, touch])
}

/** Another place may ask for the rows of a source: once, as soon as there are any. */
function useFollowWish(tables: readonly TableView[] | undefined, choose: (id: string) => void): void {
  const { target } = useNavigation()
  const followed = useRef<number | null>(null)
  useEffect(() => {
    if (target.sourceId === undefined || followed.current === target.visit) return
    const table = tables?.find(({ sourceId }) => sourceId === target.sourceId)
    if (!table) return
    followed.current = target.visit
    choose(tableId(table))
  }, [target, tables, choose])
}
