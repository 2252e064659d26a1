// The Details fold of an error: its sentence where that does not stand above already, and, called technical, main's own message with its code
// and the values that help to report it. Closed at first.
import { errorSentence } from '@shared/i18n/refusalSentence'
import type { JobError } from '@shared/jobs/outcome'
import { useText } from '../app/words'
import { KeyValue } from './KeyValue'

export interface ErrorDetailsProps {
  error: JobError
  /** The sentence stands above the fold. */
  isSaid?: boolean
}

export function ErrorDetails({ error, isSaid = false }: ErrorDetailsProps) {
  const text = useText()
  const details = Object.entries(error.details ?? {})
  const sentence = errorSentence(error, text)
  return (
    <details className="pt-1.5">
      <summary className="w-fit rounded-small text-ink-3 hover:text-ink">{text('words:details')}</summary>
      <div className="flex flex-col gap-1.5 pt-1.5">
        {isSaid || sentence === error.message ? null : <p className="selectable text-ink-2">{sentence}</p>}
        <KeyValue
          facts={[
            { name: text('history:fact_message'), value: <span className="text-ink-2">{error.message}</span> },
            { name: text('history:fact_code'), value: <code className="font-mono text-small">{error.code}</code> },
            ...details.map(([name, value]) => ({ name, value: value === null ? null : String(value) })),
          ]}
        />
      </div>
    </details>
  )
}
