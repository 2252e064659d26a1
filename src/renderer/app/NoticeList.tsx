// What the app has to tell about itself, above all else: what happened, what it means for the data, and what a click does about it.
import { noticeSentence } from '@shared/i18n/noticeSentence'
import { byteSize } from '@shared/i18n/sentences'
import { type AppNotice, type NoticeAct, openNotices } from '@shared/notices'
import { useState } from 'react'
import { useAct } from '../client'
import { Button } from '../ui/Button'
import { ConfirmDialog } from '../ui/Dialog'
import { StateShape } from '../ui/StateBadge'
import { useToast } from '../ui/Toasts'
import { useNow } from './clock'
import { useRefusalText } from './refusalText'
import { useLanguage, useText } from './words'

export function NoticeList({ notices }: { notices: readonly AppNotice[] }) {
  const open = openNotices(notices)
  if (open.length === 0) return null
  return (
    <ul className="flex flex-col gap-4">
      {open.map((notice) => (
        <li key={notice.name}>
          <NoticeLine notice={notice} />
        </li>
      ))}
    </ul>
  )
}

function NoticeLine({ notice }: { notice: AppNotice }) {
  const text = useText()
  const language = useLanguage()
  const now = useNow()
  const title = text(`notices:${notice.name}`)
  return (
    <section
      aria-label={title}
      role={notice.level === 'problem' ? 'alert' : undefined}
      className="flex items-start gap-2.5"
    >
      <span className="flex h-5 items-center">
        <StateShape meaning={notice.level === 'problem' ? 'failed' : 'needsYou'} />
      </span>
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        <p className="selectable max-w-[70ch] text-ink-2">{noticeSentence(notice, text, language, now)}</p>
        <NoticeActs notice={notice} />
      </div>
    </section>
  )
}

/** `only`: those of them that a place offers. */
export function NoticeActs({ notice, only }: { notice: AppNotice; only?: readonly NoticeAct[] }) {
  const text = useText()
  const language = useLanguage()
  const toast = useToast()
  const refusal = useRefusalText()
  const act = useAct('notices.act')
  const [asking, setAsking] = useState(false)
  const acts = only ? notice.acts.filter((one) => only.includes(one)) : notice.acts
  if (acts.length === 0) return null
  const run = (one: NoticeAct) =>
    act.mutate({ name: notice.name, act: one }, { onError: (error) => toast({ text: refusal(error) }) })
  return (
    <div className={only ? 'flex gap-2' : 'flex gap-2 pt-2'}>
      {acts.map((one) => (
        <Button
          key={one}
          size="small"
          busy={act.isPending && act.variables?.act === one}
          onClick={() => (one === 'delete' ? setAsking(true) : run(one))}
        >
          {text(`notices:act_${one}`)}
        </Button>
      ))}
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={text('notices:act_delete')}
        description={text('notices:delete_asked', { size: byteSize(notice.data.bytes ?? 0, language) })}
        confirmLabel={text('notices:act_delete')}
        danger
        onConfirm={() => {
          setAsking(false)
          run('delete')
        }}
      />
    </div>
  )
}
