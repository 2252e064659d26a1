// Times, sizes and counts as the language writes them, kept current by the page's one clock.
import { byteSize, clockTime, relativeTime } from '@shared/i18n/sentences'
import { useNow } from '../app/clock'
import { useLanguage } from '../app/words'

/** '3 min ago', 'in 8 min'; the exact time is its tooltip. `at`: ms UTC. */
export function RelativeTime({ at }: { at: number }) {
  const language = useLanguage()
  const now = useNow()
  const exact = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(at)
  return (
    <time dateTime={new Date(at).toISOString()} title={exact} className="whitespace-nowrap">
      {relativeTime(at, now, language)}
    </time>
  )
}

/** '15:00' today, 'Thu 09:00' near, a date beyond. `at`: ms UTC. */
export function ClockTime({ at }: { at: number }) {
  const language = useLanguage()
  const now = useNow()
  const exact = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(at)
  return (
    <time dateTime={new Date(at).toISOString()} title={exact} className="whitespace-nowrap">
      {clockTime(at, now, language)}
    </time>
  )
}

/** '1.8 GB'. */
export function ByteSize({ bytes }: { bytes: number }) {
  const language = useLanguage()
  return <span className="whitespace-nowrap">{byteSize(bytes, language)}</span>
}
