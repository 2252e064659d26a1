// The panel about one destination: its facts, its sign-in, what is sent there again and again, and the dialogs that change it.
import type { DestinationView } from '@shared/destinations'
import type { JobView } from '@shared/jobs/job'
import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { useJobActs } from '../app/jobActs'
import { useRefusalText } from '../app/refusalText'
import { useLanguage, useText } from '../app/words'
import { call, useAnswer } from '../client'
import { Button } from '../ui/Button'
import { ConfirmDialog } from '../ui/Dialog'
import { KeyValue } from '../ui/KeyValue'
import { DetailPanel, Section } from '../ui/Page'
import { ReasonLine } from '../ui/ReasonLine'
import { StateBadge } from '../ui/StateBadge'
import { useToast } from '../ui/Toasts'
import { DestinationDialog } from './DestinationDialog'
import { DestinationSignIn } from './DestinationSignIn'
import { DestinationState } from './DestinationState'

export interface DestinationDetailProps {
  destination: DestinationView
  /** Grows with every Enter on its row (app/panel.ts). */
  entries: number
  onClose: () => void
}

type Ask = 'edit' | 'signIn' | 'remove' | null

export function DestinationDetail({ destination, entries, onClose }: DestinationDetailProps) {
  const text = useText()
  const [ask, setAsk] = useState<Ask>(null)
  const close = () => setAsk(null)
  return (
    <DetailPanel
      title={destination.name}
      entries={entries}
      onClose={onClose}
      actions={
        destination.sourceId === null ? (
          <>
            <Button size="small" icon={Pencil} onClick={() => setAsk('edit')}>
              {text('words:edit')}
            </Button>
            <Button size="small" tone="danger" onClick={() => setAsk('remove')}>
              {text('destinations:remove')}
            </Button>
          </>
        ) : null
      }
    >
      <DestinationState destination={destination} />
      <Facts destination={destination} />
      {destination.auth === 'none' || destination.sourceId !== null ? null : (
        <SignInPart destination={destination} onSignIn={() => setAsk('signIn')} />
      )}
      <Repeats destinationId={destination.id} />
      {ask === 'edit' ? <DestinationDialog destination={destination} onClose={close} /> : null}
      {ask === 'signIn' ? <DestinationSignIn destination={destination} onClose={close} /> : null}
      {ask === 'remove' ? <RemoveDialog destination={destination} onClose={close} onRemoved={onClose} /> : null}
    </DetailPanel>
  )
}

function Facts({ destination }: { destination: DestinationView }) {
  const text = useText()
  const number = new Intl.NumberFormat(useLanguage())
  const { url, method, key, lookupUrl, open, sourceId } = destination
  const known =
    lookupUrl === null
      ? text(`destinations:key_shown_${key.in}`, { name: key.in === 'none' ? '' : key.name })
      : text('destinations:key_shown_lookup')
  return (
    <KeyValue
      facts={[
        {
          name: text('destinations:fact_address'),
          value: sourceId === null ? <code className="break-all font-mono text-small">{url}</code> : null,
        },
        { name: text('destinations:fact_method'), value: method },
        { name: text('destinations:fact_key'), value: known },
        { name: text('destinations:fact_open'), value: number.format(open) },
      ]}
    />
  )
}

function SignInPart({ destination, onSignIn }: { destination: DestinationView; onSignIn: () => void }) {
  const text = useText()
  const signedIn = destination.signedIn === true && !destination.isHeld
  return (
    <Section title={text('destinations:fact_sign_in')}>
      <div className="flex items-center justify-between gap-2 pt-2">
        <StateBadge meaning={signedIn ? 'done' : 'needsYou'}>
          {text(signedIn ? 'destinations:signed_in' : 'destinations:signed_out')}
        </StateBadge>
        <Button size="small" onClick={onSignIn}>
          {text('destinations:sign_in')}
        </Button>
      </div>
    </Section>
  )
}

function Repeats({ destinationId }: { destinationId: string }) {
  const text = useText()
  const query = { kinds: ['outbox.repeat'], tags: [`destination:${destinationId}`], limit: 50 }
  const { data } = useAnswer('jobs.query', { ...query, states: ['enqueued', 'running', 'blocked'] })
  const jobs = data?.rows ?? []
  return (
    <Section title={text('destinations:repeats')}>
      {jobs.length === 0 ? <p className="pt-2 text-ink-2">{text('destinations:repeats_none')}</p> : null}
      <ul className="flex flex-col">
        {jobs.map((job) => (
          <Repeat key={job.id} job={job} />
        ))}
      </ul>
    </Section>
  )
}

function Repeat({ job }: { job: JobView }) {
  const text = useText()
  const toast = useToast()
  const acts = useJobActs()
  const name = job.label ?? text('outbox:label_default')
  const subject = { jobId: job.id, kind: job.kind, sourceId: null, label: job.label }
  const end = async () => {
    await acts.cancel(job.id)
    toast({ text: text('destinations:repeat_ended', { name }) })
  }
  return (
    <li className="flex flex-col gap-1 border-line border-b py-2 last:border-b-0">
      <span className="font-medium">{name}</span>
      {job.reasons[0] ? <ReasonLine reason={job.reasons[0]} /> : null}
      <span className="flex gap-2">
        <Button size="small" onClick={() => void acts.runNow([subject])}>
          {text('destinations:repeat_run')}
        </Button>
        <Button size="small" onClick={() => void end()}>
          {text('destinations:repeat_end')}
        </Button>
      </span>
    </li>
  )
}

interface RemoveDialogProps {
  destination: DestinationView
  onClose: () => void
  onRemoved: () => void
}

function RemoveDialog({ destination, onClose, onRemoved }: RemoveDialogProps) {
  const text = useText()
  const toast = useToast()
  const refusal = useRefusalText()
  const { id, name, open } = destination
  const formatted = new Intl.NumberFormat(useLanguage()).format(open)
  const remove = async () => {
    onClose()
    try {
      await call('destinations.remove', { id })
      toast({ text: text('destinations:removed', { name }) })
      onRemoved()
    } catch (error) {
      toast({ text: refusal(error) })
    }
  }
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={text('destinations:remove_title', { name })}
      description={text('destinations:remove_body', { count: open, formatted })}
      confirmLabel={text('destinations:remove')}
      danger
      onConfirm={() => void remove()}
    />
  )
}
