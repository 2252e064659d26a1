// The panel about one source: what it does now and why, what can be done with it, its sign-in, its facts.
import { errorSentence } from '@shared/i18n/refusalSentence'
import type { JobView } from '@shared/jobs/job'
import type { SourceView } from '@shared/sources'
import { Pencil, RefreshCw } from 'lucide-react'
import { overText } from '../app/jobActs'
import { useText } from '../app/words'
import { Button } from '../ui/Button'
import { ErrorDetails } from '../ui/ErrorDetails'
import { DetailPanel, Section } from '../ui/Page'
import { ReasonLine } from '../ui/ReasonLine'
import { StateBadge } from '../ui/StateBadge'
import { Switch } from '../ui/Switch'
import { SampleReports } from './SampleReports'
import { SourceFacts } from './SourceFacts'
import { StoredPart } from './StoredPart'
import { SyncProgress } from './SyncProgress'
import { isAsked, sourceState } from './sourceState'
import { useSourceActs } from './useSourceActs'

/** What is asked for about a source in a dialog of its own. */
export type SourceAsk = 'edit' | 'signIn' | 'signOut' | 'remove' | 'deletes' | 'again'

export interface SourceDetailProps {
  source: SourceView
  /** null: none; undefined: not known yet. */
  job: JobView | null | undefined
  /** Grows with every Enter on its row (app/panel.ts). */
  entries: number
  onClose: () => void
  onAsk: (ask: SourceAsk) => void
}

export function SourceDetail({ source, job, entries, onClose, onAsk }: SourceDetailProps) {
  const text = useText()
  return (
    <DetailPanel
      title={source.name}
      entries={entries}
      onClose={onClose}
      actions={
        <>
          <SyncButton source={source} job={job ?? null} />
          <Button size="small" icon={Pencil} onClick={() => onAsk('edit')}>
            {text('words:edit')}
          </Button>
          <Button size="small" tone="danger" onClick={() => onAsk('remove')}>
            {text('sources:remove')}
          </Button>
        </>
      }
    >
      {job === undefined ? null : <StatePart source={source} job={job} />}
      {job?.error && !isAsked(job) && job.error.code !== job.reasons[0]?.code ? (
        <Section title={text('sources:problem')}>
          <p className="selectable pt-2">{errorSentence(job.error, text)}</p>
          <ErrorDetails error={job.error} isSaid />
        </Section>
      ) : null}
      {source.lastSuccessAt === null && !job?.error ? null : (
        <StoredPart key={source.id} source={source} job={job ?? null} onAsk={onAsk} />
      )}
      {source.servedBy === 'sample' ? <SampleReports /> : null}
      {source.signedIn !== null && source.servedBy !== 'sample' ? (
        <SignInPart signedIn={source.signedIn} onAsk={onAsk} />
      ) : null}
      <SourceFacts source={source} job={job ?? null} />
    </DetailPanel>
  )
}

/** Says what it goes over before it does (COND-4). */
function SyncButton({ source, job }: { source: SourceView; job: JobView | null }) {
  const text = useText()
  const acts = useSourceActs()
  const codes = (job?.reasons ?? []).map((reason) => reason.code).filter((code) => code !== 'not_due')
  const holds = overText(codes, text)
  const running = job?.state === 'running'
  return (
    <>
      <Button
        size="small"
        icon={RefreshCw}
        disabled={running || source.signedIn === false}
        onClick={() => void acts.syncNow(source)}
      >
        {text('words:sync_now')}
      </Button>
      {holds && !running ? (
        <p className="order-last basis-full text-ink-3 text-small">{text('words:over_these', { holds })}</p>
      ) : null}
    </>
  )
}

function StatePart({ source, job }: { source: SourceView; job: JobView | null }) {
  const text = useText()
  const acts = useSourceActs()
  const state = sourceState(source, job)
  const subjects = [{ jobId: job?.id ?? '', kind: 'feed.sync', sourceId: source.id, label: null }]
  return (
    <Section
      title={text('sources:state')}
      aside={
        <span className="mr-2 inline-flex text-ink-2 text-small">
          <Switch
            showLabel
            label={text('sources:keep_fresh')}
            checked={source.enabled}
            onChange={(enabled) => void acts.setEnabled(source, enabled)}
          />
        </span>
      }
    >
      <div className="flex flex-col gap-1.5 pt-2">
        <StateBadge meaning={state.meaning}>{text(state.word)}</StateBadge>
        {job?.state === 'running' ? <SyncProgress job={job} /> : null}
        {job?.state !== 'running'
          ? job?.reasons.map((reason, index) => (
              <ReasonLine
                key={reason.code}
                reason={reason}
                subjects={index === 0 && reason.code !== 'not_due' ? subjects : undefined}
              />
            ))
          : null}
        {job === null && state.reason ? <ReasonLine reason={state.reason} subjects={subjects} /> : null}
        {state.sentence ? <p className="text-ink-2">{text(state.sentence)}</p> : null}
      </div>
    </Section>
  )
}

function SignInPart({ signedIn, onAsk }: { signedIn: boolean; onAsk: (ask: SourceAsk) => void }) {
  const text = useText()
  return (
    <Section title={text('sources:fact_sign_in')}>
      <div className="flex items-center justify-between gap-2 pt-2">
        <StateBadge meaning={signedIn ? 'done' : 'needsYou'}>
          {text(signedIn ? 'sources:signed_in' : 'sources:signed_out')}
        </StateBadge>
        <span className="flex gap-2">
          <Button size="small" onClick={() => onAsk('signIn')}>
            {text(signedIn ? 'sources:sign_in_again' : 'sources:sign_in')}
          </Button>
          {signedIn ? (
            <Button size="small" onClick={() => onAsk('signOut')}>
              {text('sources:sign_out')}
            </Button>
          ) : null}
        </span>
      </div>
    </Section>
  )
}
