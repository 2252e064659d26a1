// What an import set aside, by reason, and the way to it as a file: to be corrected there and imported again (IMP-5).
import type { ExportState } from '@shared/exports'
import { useState } from 'react'
import { useRefusalText } from '../app/refusalText'
import { useLanguage, useText } from '../app/words'
import { call, useAnswer } from '../client'
import { Button } from '../ui/Button'
import { KeyValue } from '../ui/KeyValue'
import { Section } from '../ui/Page'
import { useToast } from '../ui/Toasts'

const LOOK_EVERY_MS = 300

export function AsideOfRun({ jobId }: { jobId: string }) {
  const text = useText()
  const language = useLanguage()
  const { data: aside } = useAnswer('imports.aside', { jobId })
  const { save, saving } = useSave(jobId)
  if (!aside) return null
  const number = new Intl.NumberFormat(language)
  return (
    <Section title={text('history:fact_setAside')}>
      <div className="flex flex-col items-start gap-2 pt-2">
        <KeyValue
          facts={aside.reasons.map(({ code, count }) => ({
            name: text(`importing:aside_${code}`),
            value: number.format(count),
          }))}
        />
        <p className="text-ink-2">{text('importing:aside_body')}</p>
        {aside.isWhole ? null : <p className="text-ink-2">{text('importing:aside_part')}</p>}
        <Button size="small" busy={saving} onClick={() => void save()}>
          {text('importing:aside_save')}
        </Button>
      </div>
    </Section>
  )
}

/** Until the file is written or could not be. */
async function written(id: string): Promise<ExportState> {
  for (;;) {
    const state = await call('data.exportState', { id })
    if (state.state !== 'running') return state
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

function useSave(jobId: string): { save: () => Promise<void>; saving: boolean } {
  const text = useText()
  const language = useLanguage()
  const toast = useToast()
  const refusal = useRefusalText()
  const [saving, setSaving] = useState(false)
  const save = async () => {
    setSaving(true)
    try {
      const begun = await call('imports.saveAside', { jobId })
      if (!begun) return
      const { state, name, rows, code } = await written(begun.id)
      if (state !== 'done') {
        const known = code === 'disk_full' || code === 'not_writable' ? code : 'failed'
        return toast({ text: text(`browsing:export_${known}`, { name }) })
      }
      const formatted = new Intl.NumberFormat(language).format(rows)
      toast({
        text: text('browsing:export_done', { name, rows: text('words:unit_rows', { count: rows, formatted }) }),
        action: {
          label: text('browsing:export_show'),
          onClick: () => void call('data.exportShow', { id: begun.id }).catch(() => undefined),
        },
      })
    } catch (failure) {
      toast({ text: refusal(failure) })
    } finally {
      setSaving(false)
    }
  }
  return { save, saving }
}
