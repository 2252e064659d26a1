// The one sentence of the whole app for this page: shared/statusLine.ts decides it, here it gets words, sources and the clock.
import { statusLine } from '@shared/statusLine'
import { useNow } from '../app/clock'
import { useSources } from '../app/names'
import { useLanguage, useText } from '../app/words'
import { useAnswer } from '../client'

/** null until the engine has answered. */
export function useHeadline(): string | null {
  const text = useText()
  const language = useLanguage()
  const nowMs = useNow()
  const sources = useSources()
  const { data: summary } = useAnswer('summary.get', {})
  if (!summary) return null
  return statusLine(summary, { text, language, nowMs, sourceName: (id) => sources.get(id)?.name })
}
