// The Details fold of an error: its code, main's own sentence, and the values that help to report it. Closed at first.
import type { JobError } from '@shared/jobs/outcome'
import { useText } from '../app/words'
import { KeyValue } from './KeyValue'

export function ErrorDetails({ error }: { error: JobError }) {
  const text = useText()
  const details = Object.entries(error.details ?? {})
  return (
    <details className="pt-1.5">
      <summary className="w-fit rounded-small text-ink-3 hover:text-ink">{text('words:details')}</summary>
      <div className="flex flex-col gap-1.5 pt-1.5">
        <p className="selectable text-ink-2">{error.message}</p>
        <KeyValue
          facts={[
            { name: text('history:fact_code'), value: <code className="font-mono text-small">{error.code}</code> },
            ...details.map(([name, value]) => ({ name, value: value === null ? null : String(value) })),
          ]}
        />
      </div>
    </details>
  )
}
