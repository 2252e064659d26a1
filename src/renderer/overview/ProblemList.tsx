// What needs the person, above everything else: what happened, that nothing was lost, and the one thing to do.
import { errorSentence } from '@shared/i18n/refusalSentence'
import type { Problem, Summary } from '@shared/summary'
import { useJobActs } from '../app/jobActs'
import { useJobName } from '../app/names'
import { useNavigation } from '../app/navigation'
import { useText } from '../app/words'
import { Button } from '../ui/Button'
import { RelativeTime } from '../ui/Figures'
import { Section } from '../ui/Page'
import { StateShape } from '../ui/StateBadge'

export function ProblemList({ summary }: { summary: Summary }) {
  const text = useText()
  const { go } = useNavigation()
  const unsent = summary.outbox.needsYou
  if (summary.problems.length === 0 && unsent === 0) return null
  return (
    <Section title={text('overview:problems')}>
      <ul>
        {summary.problems.map((problem) => (
          <li key={`${problem.jobId} ${problem.code}`} className="border-line border-b py-2.5 last:border-b-0">
            <ProblemLine problem={problem} />
          </li>
        ))}
        {unsent > 0 ? (
          <li className="flex items-start gap-2.5 py-2.5">
            <span className="flex h-5 items-center">
              <StateShape meaning="needsYou" />
            </span>
            <p className="min-w-0 flex-1">{text('overview:outbox_needs', { count: unsent })}</p>
            <Button size="small" onClick={() => go('outbox')}>
              {text('overview:show_outbox')}
            </Button>
          </li>
        ) : null}
      </ul>
    </Section>
  )
}

function ProblemLine({ problem }: { problem: Problem }) {
  const text = useText()
  const acts = useJobActs()
  const { go } = useNavigation()
  const name = useJobName()(problem)
  const signIn = problem.code === 'auth_required'
  const isAsked = isAskedAbout(problem)
  return (
    <div className="flex items-start gap-2.5">
      <span className="flex h-5 items-center">
        <StateShape meaning={signIn || isAsked || problem.code === 'needs_you' ? 'needsYou' : 'failed'} />
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-2">
          <button
            type="button"
            className="min-w-0 truncate rounded-small font-medium hover:text-accent hover:underline"
            onClick={() => go('jobs', { jobId: problem.jobId })}
          >
            {name}
          </button>
          <span className="text-ink-3 text-small">
            <RelativeTime at={problem.since} />
          </span>
        </p>
        <p className="selectable text-ink-2">{errorSentence(problem, text)}</p>
      </div>
      {isAsked ? (
        <Button size="small" onClick={() => go('sources', { sourceId: problem.sourceId ?? '', open: 'deletes' })}>
          {text('held:look')}
        </Button>
      ) : (
        <Button size="small" onClick={() => (signIn ? acts.signIn(problem) : void acts.retry([problem]))}>
          {signIn ? text('words:sign_in') : text('words:retry')}
        </Button>
      )}
    </div>
  )
}

/** Rows of a source wait for an answer (D29): to run it again asks the same. */
function isAskedAbout({ code, sourceId }: Problem): boolean {
  return code === 'mass_delete_guard' && sourceId !== null
}
