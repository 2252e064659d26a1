// What a person should know before an import begins: that the file was imported before, that it unpacks to very much, that its rows are known
// otherwise than the table's, that some of them would be set aside (IMP-5, IMP-8, IMP-10).
import type { FilePreview } from '@shared/filePreview'
import type { EarlierImport } from '@shared/imports'
import { useLanguage, useText } from '../app/words'
import { Notice } from '../ui/Notice'
import { Switch } from '../ui/Switch'

export interface ImportNoticesProps {
  shown: FilePreview | null
  /** null while that is being found out. */
  earlier: readonly EarlierImport[] | null
  doubles: boolean
  /** The key the table needs; null where the chosen one fits. */
  otherKey: string | null
  mayBeHuge: boolean
  onMayBeHuge: (mayBeHuge: boolean) => void
}

export function ImportNotices(props: ImportNoticesProps) {
  const { shown, earlier, otherKey, mayBeHuge, onMayBeHuge } = props
  const text = useText()
  const language = useLanguage()
  const number = new Intl.NumberFormat(language)
  return (
    <div aria-live="polite" className="flex flex-col">
      {earlier === null ? <p className="text-ink-2 text-small">{text('importing:looking_earlier')}</p> : null}
      <Earlier earlier={earlier ?? []} doubles={props.doubles} />
      {otherKey === null ? null : (
        <Notice meaning="failed">
          {otherKey === '' ? text('importing:other_key_none') : text('importing:other_key', { key: otherKey })}
        </Notice>
      )}
      {shown?.isSuspicious ? (
        <Notice>
          <span className="flex flex-col gap-2">
            {text('importing:suspicious')}
            <Switch label={text('importing:may_be_huge')} showLabel checked={mayBeHuge} onChange={onMayBeHuge} />
          </span>
        </Notice>
      ) : null}
      {shown && shown.asideSeen > 0 ? (
        <Notice>
          {text('importing:aside_seen', { count: shown.asideSeen, formatted: number.format(shown.asideSeen) })}
        </Notice>
      ) : null}
    </div>
  )
}

function Earlier({ earlier, doubles }: { earlier: readonly EarlierImport[]; doubles: boolean }) {
  const text = useText()
  const language = useLanguage()
  const [latest] = earlier
  if (!latest) return null
  const rows = text('words:unit_rows', {
    count: latest.rows,
    formatted: new Intl.NumberFormat(language).format(latest.rows),
  })
  const when = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(latest.finishedAt)
  return (
    <Notice>
      {text('importing:earlier', { when, table: latest.table, rows })}{' '}
      {text(doubles ? 'importing:earlier_double' : 'importing:earlier_update')}
    </Notice>
  )
}
