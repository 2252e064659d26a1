// The first start: nothing runs yet, and three doors. The sample needs one click and no network.
import { type AppNotice, openNotices } from '@shared/notices'
import { ChevronRight, FileDown, FlaskConical, type LucideIcon, Plus } from 'lucide-react'
import { NoticeList } from '../app/NoticeList'
import { useNavigation } from '../app/navigation'
import { useText } from '../app/words'
import type { ImportFlow } from '../importing/ImportDialog'
import { useAddSample } from '../importing/useAddSample'

export interface FirstRunProps {
  notices: readonly AppNotice[]
  flow: ImportFlow
}

export function FirstRun({ notices, flow }: FirstRunProps) {
  const text = useText()
  const { go } = useNavigation()
  const sample = useAddSample()
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center overflow-y-auto px-8 pt-8 pb-12">
      <div className="my-auto w-full max-w-[520px]">
        {openNotices(notices).length > 0 ? (
          <div className="pb-8">
            <NoticeList notices={notices} />
          </div>
        ) : null}
        <h1 className="font-semibold text-headline tracking-[-0.01em]">{text('overview:first_title')}</h1>
        <p className="pt-1 pb-5 text-ink-2 text-large">{text('overview:first_body')}</p>
        <ul className="border-line border-t">
          <Door
            icon={Plus}
            title={text('overview:door_source')}
            body={text('overview:door_source_body')}
            onOpen={() => go('sources', { open: 'add' })}
          />
          <Door
            icon={FlaskConical}
            title={text('overview:door_sample')}
            body={text('overview:door_sample_body')}
            busy={sample.adding}
            onOpen={sample.add}
          />
          <Door
            icon={FileDown}
            title={text('overview:door_import')}
            body={text('overview:door_import_body')}
            busy={flow.choosing}
            onOpen={flow.choose}
          />
        </ul>
      </div>
    </div>
  )
}

interface DoorProps {
  icon: LucideIcon
  title: string
  body: string
  busy?: boolean
  onOpen: () => void
}

function Door({ icon: Icon, title, body, busy = false, onOpen }: DoorProps) {
  return (
    <li className="border-line border-b">
      <button
        type="button"
        aria-busy={busy || undefined}
        onClick={busy ? undefined : onOpen}
        className="group flex w-full items-center gap-4 px-2 py-3.5 text-left hover:bg-hover aria-busy:opacity-60"
      >
        <Icon aria-hidden size={20} strokeWidth={1.5} className="shrink-0 text-accent" />
        <span className="min-w-0 flex-1">
          <span className="block font-semibold">{title}</span>
          <span className="block text-ink-2">{body}</span>
        </span>
        <ChevronRight aria-hidden size={16} className="shrink-0 text-ink-3 group-hover:text-ink" />
      </button>
    </li>
  )
}
