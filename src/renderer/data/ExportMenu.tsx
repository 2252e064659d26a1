// A table into a file: the format, how far it is with its Stop, and what became of it. Where to is asked by main; the page never learns a path.
import { type ExportFormat, type ExportState, exportFormats } from '@shared/exports'
import type { TableView } from '@shared/readerMessages'
import { FileUp } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useRefusalText } from '../app/refusalText'
import { useLanguage, useText } from '../app/words'
import { call } from '../client'
import { Button } from '../ui/Button'
import { Menu } from '../ui/Menu'
import { useToast } from '../ui/Toasts'

const LOOK_EVERY_MS = 300

export function ExportMenu({ table }: { table: TableView }) {
  const text = useText()
  const language = useLanguage()
  const { state, start, stop } = useExport(table)
  if (state?.state === 'running') {
    const rows = new Intl.NumberFormat(language).format(state.rows)
    return (
      <span role="status" className="flex items-center gap-3 text-ink-2 text-small">
        {text('browsing:exporting', { name: state.name })} ·{' '}
        {text('words:unit_rows', { count: state.rows, formatted: rows })}
        <Button size="small" onClick={stop}>
          {text('words:stop')}
        </Button>
      </span>
    )
  }
  return (
    <Menu
      trigger={
        <Button size="small" icon={FileUp}>
          {text('browsing:export')}
        </Button>
      }
      entries={exportFormats.map((format) => ({
        id: format,
        label: text(`browsing:export_${format}`),
        onSelect: () => void start(format),
      }))}
    />
  )
}

function useExport({ file, table }: TableView) {
  const toast = useToast()
  const refusal = useRefusalText()
  const tellEnd = useEnd()
  const [id, setId] = useState<string | null>(null)
  const [state, setState] = useState<ExportState | null>(null)
  useEffect(() => {
    if (id === null) return
    const timer = setInterval(() => {
      call('data.exportState', { id }).then(
        (next) => {
          setState(next)
          if (next.state === 'running') return
          setId(null)
          tellEnd(id, next)
        },
        (failure: unknown) => {
          setId(null)
          setState(null)
          toast({ text: refusal(failure) })
        },
      )
    }, LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }, [id, tellEnd, toast, refusal])
  const start = async (format: ExportFormat) => {
    try {
      const begun = await call('data.export', { file, table, format })
      if (!begun) return
      setState({ state: 'running', name: begun.name, rows: 0, code: null })
      setId(begun.id)
    } catch (failure) {
      toast({ text: refusal(failure) })
    }
  }
  const stop = () => {
    if (id !== null) call('data.exportCancel', { id }).catch((failure: unknown) => toast({ text: refusal(failure) }))
  }
  return { state, start, stop }
}

/** Says how it ended, with the way to the file. */
function useEnd(): (id: string, state: ExportState) => void {
  const text = useText()
  const language = useLanguage()
  const toast = useToast()
  const [tell] = useState(() => (id: string, { state, name, rows, code }: ExportState) => {
    if (state === 'cancelled') return toast({ text: text('browsing:export_cancelled', { name }) })
    if (state === 'done') {
      const formatted = new Intl.NumberFormat(language).format(rows)
      return toast({
        text: text('browsing:export_done', { name, rows: text('words:unit_rows', { count: rows, formatted }) }),
        action: {
          label: text('browsing:export_show'),
          onClick: () => void call('data.exportShow', { id }).catch(() => undefined),
        },
      })
    }
    const known = code === 'disk_full' || code === 'not_writable' ? code : 'failed'
    toast({ text: text(`browsing:export_${known}`, { name }) })
  })
  return tell
}
