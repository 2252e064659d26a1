// What the library holds of a source: how far it was read, what is new since somebody last looked, deletions that wait for an answer, and what
// is to be reviewed. Read by the reader's process, which ends when this is gone.
import { RefusalError } from '@shared/errors'
import type { JobView } from '@shared/jobs/job'
import type { TableAbout } from '@shared/readerMessages'
import type { SourceView } from '@shared/sources'
import { useState } from 'react'
import { useNavigation } from '../app/navigation'
import { useRefusalText } from '../app/refusalText'
import { useLanguage, useText } from '../app/words'
import { useAnswer } from '../client'
import { ReviewNotice } from '../data/ReviewNotice'
import { lastLook } from '../data/tableLook'
import { markWords, tableId } from '../data/tableWords'
import { useReaderOnlyHere } from '../data/useReaderOnlyHere'
import { Button } from '../ui/Button'
import { RelativeTime } from '../ui/Figures'
import { KeyValue } from '../ui/KeyValue'
import { Notice } from '../ui/Notice'
import { Section } from '../ui/Page'
import { type HeldDeletes, heldDeletes, heldSentence } from './heldDeletes'

export interface StoredPartProps {
  source: SourceView
  job: JobView | null
  onAsk: (ask: 'deletes' | 'again') => void
}

export function StoredPart({ source, job, onAsk }: StoredPartProps) {
  const text = useText()
  const { go } = useNavigation()
  const id = tableId({ file: 'library', table: source.table })
  // When it is first shown: looking on does not make what is new old.
  const [since] = useState(() => lastLook(localStorage, id))
  const { data: about, error } = useAnswer('data.about', { file: 'library', table: source.table, since })
  useReaderOnlyHere()
  const held = heldDeletes(source, job, about)
  return (
    <Section
      title={text('held:stored')}
      aside={
        about ? (
          <>
            <Button tone="quiet" size="small" onClick={() => onAsk('again')}>
              {text('sources:pull_again')}
            </Button>
            <Button tone="quiet" size="small" onClick={() => go('data', { sourceId: source.id })}>
              {text('sources:show_rows')}
            </Button>
          </>
        ) : null
      }
    >
      <div className="flex flex-col gap-1 pt-2">
        {held ? <HeldNotice held={held} onAnswer={() => onAsk('deletes')} /> : null}
        <ReviewNotice tableId={id} table={source.table} about={about} />
        {about ? <Facts about={about} /> : null}
        {error && !about ? <NothingToTell error={error} /> : null}
      </div>
    </Section>
  )
}

/** Before its first sync there is no table; anything else is a reason why it could not be read. */
function NothingToTell({ error }: { error: unknown }) {
  const text = useText()
  const refusal = useRefusalText()
  const isNew = error instanceof RefusalError && error.refusal.code === 'unknown_table'
  return <p className="text-ink-2">{isNew ? text('held:nothing') : refusal(error)}</p>
}

function HeldNotice({ held, onAnswer }: { held: HeldDeletes; onAnswer: () => void }) {
  const text = useText()
  const language = useLanguage()
  return (
    <Notice
      action={
        held.answer === null ? (
          <Button size="small" onClick={onAnswer}>
            {text('held:look')}
          </Button>
        ) : null
      }
    >
      {heldSentence(held, text, language)}
    </Notice>
  )
}

function Facts({ about: { pull, news, setAsideCount } }: { about: TableAbout }) {
  const text = useText()
  const numbers = new Intl.NumberFormat(useLanguage())
  const formatted = (count: number) => numbers.format(count)
  const when = (at: number | null | undefined) => (at ? <RelativeTime at={at} /> : text('browsing:never'))
  const counts = news && {
    new: formatted(news.new),
    changed: formatted(news.changed),
    gone: formatted(news.gone),
  }
  return (
    <KeyValue
      facts={[
        { name: text('browsing:last_pull'), value: when(pull?.checkedAt) },
        { name: text('browsing:last_change'), value: when(pull?.changedAt) },
        { name: text('browsing:mark'), value: pull?.mark ? markWords(pull.mark) : null },
        { name: text('held:news'), value: counts ? text('held:news_counts', counts) : null },
        {
          name: text('browsing:set_aside'),
          value: setAsideCount > 0 ? formatted(setAsideCount) : null,
        },
      ]}
    />
  )
}
