// The kept log of one run, in its panel: asked for when the run is looked at.
import { useRefusalText } from '../app/refusalText'
import { useText } from '../app/words'
import { useAnswer } from '../client'
import { Button } from '../ui/Button'
import { LoadingRows, Section } from '../ui/Page'
import { LogView } from './LogView'

export function RunLogPart({ occurrenceId }: { occurrenceId: string }) {
  const text = useText()
  const refusal = useRefusalText()
  const { data: log, error, refetch } = useAnswer('runs.log', { occurrenceId })
  return (
    <Section title={text('history:log')}>
      {log ? <LogView log={log} /> : null}
      {log === null ? <p className="pt-2 text-ink-3">{text('history:log_none')}</p> : null}
      {log === undefined && !error ? (
        <div className="-mx-5">
          <LoadingRows rows={3} />
        </div>
      ) : null}
      {error ? (
        <div className="flex items-start gap-2 pt-2">
          <p className="min-w-0 flex-1 text-ink-2">{refusal(error)}</p>
          <Button size="small" onClick={() => void refetch()}>
            {text('words:try_again')}
          </Button>
        </div>
      ) : null}
    </Section>
  )
}
