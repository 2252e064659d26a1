// The sources: where data comes from, how each is doing, a panel about the chosen one, and the dialogs that change one.
import type { SourceView } from '@shared/sources'
import { Plus } from 'lucide-react'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useNavigation, usePlaceState } from '../app/navigation'
import { usePanel } from '../app/panel'
import { useText } from '../app/words'
import { useAnswer } from '../client'
import { Button } from '../ui/Button'
import { LoadingRows, PageHeader, SplitView } from '../ui/Page'
import { ReadFailed } from '../ui/ReadFailed'
import type { Column } from '../ui/tableRows'
import { VirtualTable } from '../ui/VirtualTable'
import { AddDialog } from './AddDialog'
import { AskDialog } from './AskDialog'
import { EnabledCell, EveryCell, LastCell, SourceCell, type SourceRow, StateCell } from './SourceCells'
import { type SourceAsk, SourceDetail } from './SourceDetail'
import { TemplateList } from './TemplateList'
import { useSyncJobs } from './useSyncJobs'

const ROW_HEIGHT_PX = 52

/** The dialog that is open: the form of a new source, beginning at a template, or one about a source that is there. */
type OpenDialog = { add: string } | { ask: SourceAsk; sourceId: string }

export function SourcesPlace() {
  const text = useText()
  const { data: sources, error, refetch } = useAnswer('sources.list', {})
  const rows = useRows(sources)
  const columns = useColumns()
  const [chosenId, setChosenId] = usePlaceState<string | null>('sources.chosen', null)
  const panel = usePanel('sources.panel')
  const [dialog, setDialog] = useState<OpenDialog | null>(null)
  const show = useShow(setChosenId, panel.choose)
  useFollowWish(show, setDialog)
  const chosen = rows.find(({ source }) => source.id === chosenId)
  return (
    <>
      <PageHeader title={text('words:sources')} actions={rows.length > 0 ? <AddButton onAdd={setDialog} /> : null} />
      <SplitView
        detail={
          chosen && panel.isOpen ? (
            <SourceDetail
              {...chosen}
              entries={panel.entries}
              onClose={panel.close}
              onAsk={(ask) => setDialog({ ask, sourceId: chosen.source.id })}
            />
          ) : null
        }
      >
        {sources ? null : <NotKnown error={error} onAskAgain={() => void refetch()} />}
        {sources?.length === 0 ? (
          <NoSources onChoose={(add) => setDialog({ add })} onAdded={({ id }) => show(id)} />
        ) : null}
        {rows.length > 0 ? (
          <VirtualTable
            label={text('words:sources')}
            rows={rows}
            columns={columns}
            rowId={rowId}
            rowHeight={ROW_HEIGHT_PX}
            selectedId={chosenId}
            onSelect={({ source }, by) => show(source.id, by)}
            onOpen={panel.enter}
            minWidth={440}
          />
        ) : null}
      </SplitView>
      <Dialogs dialog={dialog} rows={rows} onDialog={setDialog} onShow={show} onRemoved={panel.close} />
    </>
  )
}

type Show = (id: string, by?: 'pointer' | 'key') => void

function useShow(setChosenId: (id: string) => void, choose: (by: 'pointer' | 'key') => void): Show {
  return useCallback(
    (id, by = 'pointer') => {
      setChosenId(id)
      choose(by)
    },
    [setChosenId, choose],
  )
}

function NotKnown({ error, onAskAgain }: { error: unknown; onAskAgain: () => void }) {
  return error ? <ReadFailed error={error} onAskAgain={onAskAgain} /> : <LoadingRows />
}

function AddButton({ onAdd }: { onAdd: (dialog: OpenDialog) => void }) {
  const text = useText()
  return (
    <Button tone="primary" icon={Plus} onClick={() => onAdd({ add: 'choose' })}>
      {text('sources:add')}
    </Button>
  )
}

interface DialogsProps {
  dialog: OpenDialog | null
  rows: readonly SourceRow[]
  onDialog: (dialog: OpenDialog | null) => void
  onShow: (id: string) => void
  onRemoved: () => void
}

function Dialogs({ dialog, rows, onDialog, onShow, onRemoved }: DialogsProps) {
  if (dialog === null) return null
  if ('add' in dialog) {
    const added = (source: SourceView) => {
      onDialog(null)
      onShow(source.id)
    }
    return <AddDialog from={dialog.add} onClose={() => onDialog(null)} onAdded={added} />
  }
  const asked = rows.find(({ source }) => source.id === dialog.sourceId)
  if (!asked) return null
  return (
    <AskDialog ask={dialog.ask} source={asked.source} job={asked.job ?? null} onAsk={onDialog} onRemoved={onRemoved} />
  )
}

function rowId({ source }: SourceRow): string {
  return source.id
}

function useRows(sources: readonly SourceView[] | undefined): SourceRow[] {
  const jobs = useSyncJobs()
  return useMemo(
    () => (sources ?? []).map((source) => ({ source, job: jobs && (jobs.get(source.id) ?? null) })),
    [sources, jobs],
  )
}

/** Another place, the tray or a notification may ask for a source, for its sign-in, or for the form of a new one. */
function useFollowWish(show: (id: string) => void, open: (dialog: OpenDialog) => void): void {
  const { target } = useNavigation()
  useEffect(() => {
    if (target.sourceId !== undefined) show(target.sourceId)
    if (target.open === 'add') open({ add: 'choose' })
    const { open: wish, sourceId } = target
    if ((wish === 'signIn' || wish === 'deletes') && sourceId !== undefined) open({ ask: wish, sourceId })
  }, [target, show, open])
}

interface NoSourcesProps {
  onChoose: (id: string) => void
  onAdded: (source: SourceView) => void
}

function NoSources(props: NoSourcesProps) {
  const text = useText()
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center overflow-y-auto px-8 pt-[10vh] pb-8">
      <div className="w-full max-w-[520px]">
        <p className="font-semibold text-large">{text('sources:empty')}</p>
        <p className="pb-4 text-ink-2">{text('sources:empty_body')}</p>
        <TemplateList {...props} />
      </div>
    </div>
  )
}

function useColumns(): Column<SourceRow>[] {
  const text = useText()
  return useMemo(
    () => [
      {
        id: 'source',
        header: text('sources:column_source'),
        width: 'minmax(0, 5fr)',
        cell: (row) => <SourceCell {...row} />,
      },
      {
        id: 'state',
        header: text('sources:column_state'),
        width: 'minmax(0, 6fr)',
        cell: (row) => <StateCell {...row} />,
      },
      {
        id: 'last',
        header: text('sources:column_last'),
        width: '96px',
        hideBelowPx: 520,
        cell: (row) => <LastCell {...row} />,
      },
      {
        id: 'every',
        header: text('sources:column_every'),
        width: '72px',
        hideBelowPx: 620,
        cell: (row) => <EveryCell {...row} />,
      },
      {
        id: 'on',
        header: text('sources:column_on'),
        width: '36px',
        align: 'end',
        cell: (row) => <EnabledCell {...row} />,
      },
    ],
    [text],
  )
}
