// What waits, by reason: the sentence, the jobs it holds, and one button that would start them.
import type { Pause } from '@shared/queue'
import type { WaitingGroup } from '@shared/summary'
import { useNow } from '../app/clock'
import { performReasonAction, useJobActs } from '../app/jobActs'
import { TreatAsUnmetered } from '../app/TreatAsUnmetered'
import { useLanguage, useText } from '../app/words'
import { Button } from '../ui/Button'
import { Section } from '../ui/Page'
import { StateShape } from '../ui/StateBadge'
import { JobLinks } from './JobLinks'
import { groupAction, groupSentence } from './waitingGroups'

export interface WaitingListProps {
  groups: readonly WaitingGroup[]
  pauses: readonly Pause[]
}

export function WaitingList({ groups, pauses }: WaitingListProps) {
  const text = useText()
  if (groups.length === 0) return null
  return (
    <Section title={text('overview:waiting')}>
      <ul>
        {groups.map((group) => (
          <li key={group.code} className="border-line border-b py-2.5 last:border-b-0">
            <WaitingLine group={group} pauses={pauses} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

function WaitingLine({ group, pauses }: { group: WaitingGroup; pauses: readonly Pause[] }) {
  const text = useText()
  const acts = useJobActs()
  const sentence = groupSentence(group, text, useLanguage(), useNow())
  const button = groupAction(group, text)
  const needsYou = group.code === 'auth_required' || group.code === 'needs_you'
  return (
    <div className="flex items-start gap-2.5">
      <span className="flex h-5 items-center">
        <StateShape meaning={needsYou ? 'needsYou' : group.code === 'paused_by_user' ? 'paused' : 'waiting'} />
      </span>
      <div className="min-w-0 flex-1">
        <p className="selectable">{sentence}</p>
        <JobLinks jobs={group.examples} total={group.count} />
      </div>
      <span className="flex flex-wrap justify-end gap-2">
        {button ? (
          <Button size="small" onClick={() => performReasonAction(acts, button.action, button.jobs, pauses)}>
            {button.word}
          </Button>
        ) : null}
        <TreatAsUnmetered code={group.code} />
      </span>
    </div>
  )
}
