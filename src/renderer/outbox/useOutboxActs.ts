// What can be done to items, each with the sentence it answers with; a discard can be taken back from its toast for as long as that is possible.
import { MOST_IDS, type OutboxAct, type OutboxExportFormat, UNDO_MS } from '@shared/outbox'
import { useMemo } from 'react'
import { useRefusalText } from '../app/refusalText'
import { useLanguage, useText } from '../app/words'
import { call } from '../client'
import { useToast } from '../ui/Toasts'

export interface OutboxActs {
  /** To all of these. */
  act: (act: OutboxAct, ids: readonly string[]) => Promise<void>
  exportItems: (ids: readonly string[], format: OutboxExportFormat) => Promise<void>
}

export function useOutboxActs(): OutboxActs {
  const text = useText()
  const language = useLanguage()
  const toast = useToast()
  const refusal = useRefusalText()
  return useMemo(() => {
    const number = new Intl.NumberFormat(language)
    const act = async (name: OutboxAct, ids: readonly string[]): Promise<void> => {
      try {
        let count = 0
        for (let from = 0; from < ids.length; from += MOST_IDS) {
          const { changed } = await call('outbox.act', { act: name, ids: ids.slice(from, from + MOST_IDS) })
          count += changed
        }
        if (count === 0) return toast({ text: text('outbox:done_none') })
        const sentence = text(`outbox:done_${name}`, { count, formatted: number.format(count) })
        if (name !== 'discard') return toast({ text: sentence })
        const undo = { label: text('outbox:undo'), onClick: () => void act('undoDiscard', ids) }
        toast({ text: sentence, action: undo, forMs: UNDO_MS })
      } catch (error) {
        toast({ text: refusal(error) })
      }
    }
    return {
      act,
      async exportItems(ids, format) {
        try {
          const done = await call('outbox.export', { ids: ids.slice(0, MOST_IDS), format })
          if (done === null) return
          const formatted = number.format(done.written)
          toast({ text: text('outbox:exported', { count: done.written, formatted }) })
        } catch (error) {
          toast({ text: refusal(error) })
        }
      },
    }
  }, [text, language, toast, refusal])
}
