// The panel about one item: why it is where it is, what is sent, what the server answered last, and what can be done (OUT-11). What signs in
// never comes here.
import { errorSentence } from '@shared/i18n/refusalSentence'
import type { OutboxAnswer, OutboxItemDetail } from '@shared/outbox'
import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { useText } from '../app/words'
import { useAnswer } from '../client'
import { Button } from '../ui/Button'
import { ErrorDetails } from '../ui/ErrorDetails'
import { ByteSize, RelativeTime } from '../ui/Figures'
import { KeyValue } from '../ui/KeyValue'
import { DetailPanel, Section } from '../ui/Page'
import { StateBadge } from '../ui/StateBadge'
import { ActButtons } from './ActButtons'
import { EditDialog } from './EditDialog'
import { isEditable, meaningOf, whyOf } from './itemWords'
import { useSendReasons } from './useSendReasons'

export interface ItemDetailProps {
  id: string
  /** Grows with every Enter on its row (app/panel.ts). */
  entries: number
  onClose: () => void
}

export function ItemDetail({ id, entries, onClose }: ItemDetailProps) {
  const text = useText()
  const { data: item } = useAnswer('outbox.item', { id })
  const [isEditing, setEditing] = useState(false)
  if (item === undefined) return null
  if (item === null) {
    return (
      <DetailPanel title={text('words:outbox')} entries={entries} onClose={onClose}>
        <p className="text-ink-2">{text('outbox:gone')}</p>
      </DetailPanel>
    )
  }
  return (
    <DetailPanel
      title={item.label}
      entries={entries}
      onClose={onClose}
      actions={
        <>
          {isEditable(item) && !item.bodyIsCut ? (
            <Button size="small" icon={Pencil} onClick={() => setEditing(true)}>
              {text('words:edit')}
            </Button>
          ) : null}
          <ActButtons items={[item]} />
        </>
      }
    >
      <StatePart item={item} />
      <Facts item={item} />
      <PayloadPart item={item} />
      <RequestPart item={item} />
      <AnswerPart answer={item.answer} />
      {isEditing ? <EditDialog item={item} onClose={() => setEditing(false)} /> : null}
    </DetailPanel>
  )
}

function StatePart({ item }: { item: OutboxItemDetail }) {
  const text = useText()
  const why = whyOf(item, text, useSendReasons().get(item.destinationId))
  return (
    <div className="flex flex-col gap-1.5">
      <StateBadge meaning={meaningOf(item.state)}>{text(`outbox:state_${item.state}`)}</StateBadge>
      {item.state === 'unknown' ? (
        <>
          <p className="font-medium">{text('outbox:unknown_title')}</p>
          <p className="selectable text-ink-2">{text('outbox:unknown_body')}</p>
        </>
      ) : null}
      {why === null ? null : <p className="selectable">{why}</p>}
      {item.error && item.state !== 'done' ? (
        <ErrorDetails error={item.error} isSaid={why === errorSentence(item.error, text)} />
      ) : null}
    </div>
  )
}

function Facts({ item }: { item: OutboxItemDetail }) {
  const text = useText()
  const { data: destinations } = useAnswer('destinations.list', {})
  const destination = destinations?.find(({ id }) => id === item.destinationId)
  return (
    <KeyValue
      facts={[
        { name: text('outbox:fact_destination'), value: destination?.name },
        { name: text('outbox:fact_file'), value: item.fileName },
        { name: text('outbox:fact_size'), value: <ByteSize bytes={item.bytes} /> },
        { name: text('outbox:fact_added'), value: <RelativeTime at={item.createdAt} /> },
        { name: text('outbox:fact_attempts'), value: item.attempts },
        {
          name: text('outbox:fact_next'),
          value: item.nextTryAt === null ? null : <RelativeTime at={item.nextTryAt} />,
        },
        {
          name: text('outbox:fact_settled'),
          value: item.settledAt === null ? null : <RelativeTime at={item.settledAt} />,
        },
        { name: text('outbox:fact_order'), value: item.entity },
        { name: text('outbox:fact_key'), value: <code className="break-all font-mono text-small">{item.key}</code> },
        { name: text('outbox:edited_from'), value: item.editedFrom === null ? null : shortId(item.editedFrom) },
        { name: text('outbox:edited_to'), value: item.editedTo === null ? null : shortId(item.editedTo) },
      ]}
    />
  )
}

/** Its end tells ids of one moment apart. */
function shortId(id: string) {
  return <code className="font-mono text-small">…{id.slice(-12)}</code>
}

function PayloadPart({ item }: { item: OutboxItemDetail }) {
  const text = useText()
  if (item.fileName !== null) return null
  return (
    <Section title={text('outbox:payload')}>
      <Block value={setOut(item.body)} note={item.bodyIsCut ? text('outbox:payload_cut') : null} />
    </Section>
  )
}

function RequestPart({ item: { request } }: { item: OutboxItemDetail }) {
  const text = useText()
  if (request === null) return null
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`)
  return (
    <Section title={text('outbox:request')}>
      <Block value={[`${request.method} ${request.url}`, ...headers].join('\n')} note={text('outbox:request_quiet')} />
    </Section>
  )
}

function AnswerPart({ answer }: { answer: OutboxAnswer | null }) {
  const text = useText()
  return (
    <Section title={text('outbox:answer')} aside={answer ? <AnswerTime at={answer.at} /> : null}>
      {answer === null ? (
        <p className="pt-2 text-ink-2">{text('outbox:answer_none')}</p>
      ) : (
        <Block
          value={[
            String(answer.status),
            ...Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}`),
            '',
            answer.body === '' ? text('outbox:answer_empty') : setOut(answer.body),
          ].join('\n')}
          note={answer.isCut ? text('outbox:answer_cut') : null}
        />
      )}
    </Section>
  )
}

function AnswerTime({ at }: { at: number }) {
  return (
    <span className="mr-2 text-ink-3 text-small">
      <RelativeTime at={at} />
    </span>
  )
}

function Block({ value, note }: { value: string; note: string | null }) {
  return (
    <>
      <pre
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keys
        tabIndex={0}
        className="selectable max-h-64 overflow-auto whitespace-pre-wrap break-words pt-2 font-mono text-small"
      >
        {value}
      </pre>
      {note === null ? null : <p className="pt-1 text-ink-3 text-small">{note}</p>}
    </>
  )
}

/** Short JSON over lines, so that it can be read; what would not come out the same, or is long, stays as it is. */
function setOut(value: string): string {
  if (value.length > 20_000 || /\d{16}|\d[eE]|\d\.\d*0\D/.test(value)) return value
  try {
    return JSON.stringify(JSON.parse(value), null, 2)
  } catch {
    return value
  }
}
