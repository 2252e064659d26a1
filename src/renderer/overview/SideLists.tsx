// Beside what runs and waits: what comes next, and what is new since the person last looked.
import { clockTime } from '@shared/i18n/sentences'
import type { Summary } from '@shared/summary'
import { useNow } from '../app/clock'
import { useJobName, useSources } from '../app/names'
import { useNavigation } from '../app/navigation'
import { useRefusalText } from '../app/refusalText'
import { useLanguage, useText } from '../app/words'
import { useAct, useAnswer } from '../client'
import { Button } from '../ui/Button'
import { ClockTime, RelativeTime } from '../ui/Figures'
import { Section } from '../ui/Page'
import { useToast } from '../ui/Toasts'
import { newsWords } from './newsWords'

export function NextList({ next }: { next: Summary['next'] }) {
  const text = useText()
  const nameOf = useJobName()
  const { go } = useNavigation()
  return (
    <Section title={text('overview:next')}>
      {next.length === 0 ? <p className="py-2 text-ink-3">{text('overview:up_next_none')}</p> : null}
      <ul className="py-1.5">
        {next.map((note) => (
          <li key={note.jobId} className="flex items-baseline gap-3 py-1">
            <span className="w-[68px] shrink-0 text-ink-2">
              <ClockTime at={note.at} />
            </span>
            <button
              type="button"
              className="min-w-0 flex-1 truncate rounded-small text-left hover:text-accent hover:underline"
              onClick={() => go('jobs', { jobId: note.jobId })}
            >
              {nameOf(note)}
            </button>
          </li>
        ))}
      </ul>
    </Section>
  )
}

export function NewsList() {
  const text = useText()
  const language = useLanguage()
  const sources = useSources()
  const { go } = useNavigation()
  const toast = useToast()
  const refusal = useRefusalText()
  const { data: news, refetch } = useAnswer('news.get', {})
  const seen = useAct('news.seen')
  const shown = (news ?? []).filter((one) => newsWords(one, text, language) !== '')
  const markSeen = () =>
    seen.mutate({}, { onSuccess: () => void refetch(), onError: (error) => toast({ text: refusal(error) }) })
  return (
    <Section
      title={text('overview:fresh')}
      aside={
        shown.length > 0 ? (
          <Button tone="quiet" size="small" busy={seen.isPending} onClick={markSeen}>
            {text('overview:mark_seen')}
          </Button>
        ) : null
      }
    >
      {news && shown.length === 0 ? <p className="py-2 text-ink-3">{text('overview:fresh_none')}</p> : null}
      <ul className="py-1.5">
        {shown.map((one) => (
          <li key={one.sourceId} className="py-1">
            <div className="flex items-baseline gap-2">
              <button
                type="button"
                title={text('overview:show_rows')}
                className="min-w-0 flex-1 truncate rounded-small text-left hover:text-accent hover:underline"
                onClick={() => go('data', { sourceId: one.sourceId })}
              >
                {sources.get(one.sourceId)?.name ?? one.sourceId}
              </button>
              <span className="text-ink-3 text-small">
                <RelativeTime at={one.lastAt} />
              </span>
            </div>
            <p className="text-ink-2 text-small">{newsWords(one, text, language)}</p>
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** What stands where nothing runs and nothing waits. */
export function QuietLine({ next }: { next: Summary['next'] }) {
  const text = useText()
  const language = useLanguage()
  const now = useNow()
  const nameOf = useJobName()
  const [first] = next
  return (
    <p className="py-1 text-ink-2">
      {first
        ? text('overview:nothing_running', { name: nameOf(first), when: clockTime(first.at, now, language) })
        : text('overview:nothing_at_all')}
    </p>
  )
}
