// What only the sample has: records to send, and how the outbox stands with them.
import { useState } from 'react'
import { useNavigation } from '../app/navigation'
import { useLanguage, useText } from '../app/words'
import { useAnswer } from '../client'
import { outboxTotals } from '../outbox/itemWords'
import { Button } from '../ui/Button'
import { Section } from '../ui/Page'
import { StateBadge } from '../ui/StateBadge'
import { useSourceActs } from './useSourceActs'

const REPORTS = 20

export function SampleReports() {
  const text = useText()
  const { go } = useNavigation()
  const acts = useSourceActs()
  const [busy, setBusy] = useState(false)
  const send = async () => {
    setBusy(true)
    await acts.sendReports(REPORTS)
    setBusy(false)
  }
  return (
    <Section
      title={text('sources:reports')}
      aside={
        <Button tone="quiet" size="small" onClick={() => go('outbox')}>
          {text('sources:show_outbox')}
        </Button>
      }
    >
      <p className="pt-2 text-ink-2">{text('sources:reports_body', { count: REPORTS })}</p>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 pt-2">
        <Button size="small" busy={busy} onClick={() => void send()}>
          {text('sources:reports_send', { count: REPORTS })}
        </Button>
        <OutboxLine />
      </div>
    </Section>
  )
}

function OutboxLine() {
  const text = useText()
  const language = useLanguage()
  const { data: counts } = useAnswer('outbox.counts', {})
  if (!counts) return null
  const { waiting, needsYou, done } = outboxTotals(counts)
  const number = new Intl.NumberFormat(language)
  if (waiting + needsYou + done === 0) return <span className="text-ink-3">{text('sources:reports_none')}</span>
  return (
    <span className="flex flex-wrap gap-x-4">
      {needsYou > 0 ? (
        <StateBadge meaning="needsYou">
          {text('outbox:count_needs_you', { count: needsYou, formatted: number.format(needsYou) })}
        </StateBadge>
      ) : null}
      {waiting > 0 ? (
        <StateBadge meaning="waiting">{text('outbox:count_waiting', { formatted: number.format(waiting) })}</StateBadge>
      ) : null}
      {done > 0 ? (
        <StateBadge meaning="done">{text('outbox:count_done', { formatted: number.format(done) })}</StateBadge>
      ) : null}
    </span>
  )
}
