// The last few runs: what the app did while nobody looked.
import { useJobName } from '../app/names'
import { useNavigation } from '../app/navigation'
import { useText } from '../app/words'
import { useAnswer } from '../client'
import { RunLine } from '../history/RunLine'
import { Button } from '../ui/Button'
import { Section } from '../ui/Page'

const RUNS_SHOWN = 6

export function LatelyList() {
  const text = useText()
  const nameOf = useJobName()
  const { go } = useNavigation()
  const { data } = useAnswer('history.query', { limit: RUNS_SHOWN })
  if (!data || data.rows.length === 0) return null
  return (
    <Section
      title={text('overview:lately')}
      aside={
        <Button tone="quiet" size="small" onClick={() => go('history')}>
          {text('overview:all_history')}
        </Button>
      }
    >
      <ul className="flex flex-col gap-1.5 pt-2.5">
        {data.rows.map((run) => (
          <li key={run.id}>
            <RunLine run={run} name={nameOf(run)} />
          </li>
        ))}
      </ul>
    </Section>
  )
}
