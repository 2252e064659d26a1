// What is known of one table beside its rows: its last pull, the records that were set aside and why, and how its shape changed.
import { byteSize } from '@shared/i18n/sentences'
import type { SchemaChangeView, SetAsideView, TableAbout } from '@shared/readerMessages'
import { useLanguage, useText } from '../app/words'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { RelativeTime } from '../ui/Figures'
import { KeyValue } from '../ui/KeyValue'
import { Section } from '../ui/Page'
import { toReview } from './review'
import { asideKey, markWords, shapeChange } from './tableWords'
import { sayReviewed, useReviewed } from './useReviewed'

export interface AboutDialogProps {
  /** 'library/orders'. */
  tableId: string
  table: string
  about: TableAbout
  onClose: () => void
}

export function AboutDialog({ tableId, table, about, onClose }: AboutDialogProps) {
  const text = useText()
  const isNew = toReview(about, useReviewed(tableId)) !== null
  const seen = () => {
    sayReviewed(tableId, about.setAsideCount)
    onClose()
  }
  const footer = (
    <>
      <Button onClick={onClose}>{text('words:close')}</Button>
      {isNew ? (
        <Button tone="primary" onClick={seen}>
          {text('browsing:seen')}
        </Button>
      ) : null}
    </>
  )
  return (
    <Dialog open wide onClose={onClose} title={text('browsing:about_named', { table })} footer={footer}>
      <div className="flex flex-col gap-5">
        {about.pull ? <LastPull pull={about.pull} /> : null}
        <Section title={text('browsing:set_aside')}>
          {about.setAside.length === 0 ? (
            <p className="py-2 text-ink-3">{text('browsing:set_aside_none')}</p>
          ) : (
            about.setAside.map((one) => <SetAsideLine key={`${one.page} ${one.position}`} one={one} />)
          )}
          {about.setAsideCount > about.setAside.length ? (
            <p className="text-ink-3 text-small">
              {text('browsing:set_aside_more', { shown: about.setAside.length, total: about.setAsideCount })}
            </p>
          ) : null}
        </Section>
        <Section title={text('browsing:schema')}>
          {about.schemaChanges.length === 0 ? (
            <p className="py-2 text-ink-3">{text('browsing:schema_none')}</p>
          ) : (
            about.schemaChanges.map((one) => <ChangeLine key={`${one.at} ${one.property} ${one.change}`} one={one} />)
          )}
        </Section>
      </div>
    </Dialog>
  )
}

function LastPull({ pull }: { pull: NonNullable<TableAbout['pull']> }) {
  const text = useText()
  const formatted = new Intl.NumberFormat(useLanguage()).format(pull.heldDeletes)
  const when = (at: number | null) => (at === null ? text('browsing:never') : <RelativeTime at={at} />)
  return (
    <KeyValue
      facts={[
        { name: text('browsing:last_pull'), value: when(pull.checkedAt) },
        { name: text('browsing:last_change'), value: when(pull.changedAt) },
        { name: text('browsing:mark'), value: pull.mark === null ? null : markWords(pull.mark) },
        {
          name: text('browsing:held'),
          value: pull.heldDeletes === 0 ? null : text('browsing:held_rows', { count: pull.heldDeletes, formatted }),
        },
      ]}
    />
  )
}

function SetAsideLine({ one }: { one: SetAsideView }) {
  const text = useText()
  const language = useLanguage()
  const reason = text(asideKey(one.reason))
  return (
    <div className="selectable border-line border-b py-2 last:border-b-0">
      <p>
        {text('browsing:set_aside_item', { position: one.position, size: byteSize(one.bytes, language), reason })} ·{' '}
        <RelativeTime at={one.at} />
      </p>
      {one.record === null ? null : <p className="break-all font-mono text-ink-2 text-small">{one.record}</p>}
    </div>
  )
}

function ChangeLine({ one }: { one: SchemaChangeView }) {
  const text = useText()
  const formatted = new Intl.NumberFormat(useLanguage()).format(one.rows)
  return (
    <p className="selectable border-line border-b py-2 last:border-b-0">
      <code className="font-mono text-small">{one.property}</code>: {shapeChange(one, text)} ·{' '}
      {text('words:unit_rows', { count: one.rows, formatted })} · <RelativeTime at={one.at} />
    </p>
  )
}
