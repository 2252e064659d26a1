// Why something waits: the reason's sentence and the one action that would start it (product 4.7). Never red: a reason is no error.
import { reasonSentence } from '@shared/i18n/sentences'
import { type Reason, reasonAction } from '@shared/jobs/reasons'
import { clsx } from 'clsx'
import { useNow } from '../app/clock'
import { actionWord, performReasonAction, type Subject, useJobActs } from '../app/jobActs'
import { TreatAsUnmetered } from '../app/TreatAsUnmetered'
import { useLanguage, useText } from '../app/words'
import { useAnswer } from '../client'
import { Button } from './Button'

export interface ReasonLineProps {
  reason: Reason
  /** Whom the action is for; without it only the sentence stands here. */
  subjects?: readonly Subject[] | undefined
  /** One line, cut where the room ends; the whole sentence is its tooltip. */
  oneLine?: boolean
}

export function ReasonLine({ reason, subjects, oneLine = false }: ReasonLineProps) {
  const text = useText()
  const sentence = useReasonSentence(reason)
  const acts = useJobActs()
  const { data: summary } = useAnswer('summary.get', {})
  const action = reasonAction(reason.code)
  const word = subjects && subjects.length > 0 ? actionWord(action, text) : null
  return (
    <span className={clsx('flex min-w-0 items-center gap-x-2', !oneLine && 'flex-wrap')}>
      <span className={oneLine ? 'truncate' : 'selectable min-w-0'} title={oneLine ? sentence : undefined}>
        {sentence}
      </span>
      {word ? (
        <span className="-ml-2 flex">
          <Button
            tone="quiet"
            size="small"
            onClick={() => performReasonAction(acts, action, subjects ?? [], summary?.pauses ?? [])}
          >
            {word}
          </Button>
          <TreatAsUnmetered tone="quiet" code={reason.code} />
        </span>
      ) : null}
    </span>
  )
}

/** The sentence of a reason, kept current by the page's clock. */
export function useReasonSentence(reason: Reason): string {
  const text = useText()
  return reasonSentence(reason, text, useLanguage(), useNow())
}
