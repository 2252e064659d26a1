// The sections with one or two settings: the network, syncing, storage.
import { byteSize } from '@shared/i18n/sentences'
import { NoticeActs } from '../app/NoticeList'
import { useLanguage, useText } from '../app/words'
import { useAnswer } from '../client'
import { NumberField } from '../ui/Fields'
import { FormRow } from '../ui/FormRow'
import { IntervalSelect } from '../ui/IntervalSelect'
import { Select } from '../ui/Select'
import { bytesOf, gigabytesOf, MOST_GIGABYTES } from './diskSpace'
import { NetworkRuleRows } from './NetworkRuleRows'
import type { PaneProps } from './paneProps'

const meteredChoices = ['wait', 'run'] as const
const unknownChoices = ['unmetered', 'metered'] as const

export function NetworkPane(props: PaneProps) {
  const { preferences, set } = props
  const text = useText()
  return (
    <>
      <FormRow label={text('preferences:metered')} hint={text('preferences:metered_hint')}>
        <Select
          label={text('preferences:metered')}
          value={preferences.onMetered}
          options={meteredChoices.map((value) => ({ value, label: text(`preferences:metered_${value}`) }))}
          onChange={(onMetered) => set({ onMetered })}
        />
      </FormRow>
      <FormRow label={text('preferences:unknown_network')} hint={text('preferences:unknown_network_hint')}>
        <Select
          label={text('preferences:unknown_network')}
          value={preferences.unknownMeteredAs}
          options={unknownChoices.map((value) => ({ value, label: text(`preferences:unknown_${value}`) }))}
          onChange={(unknownMeteredAs) => set({ unknownMeteredAs })}
        />
      </FormRow>
      <NetworkRuleRows {...props} />
    </>
  )
}

export function SyncingPane({ preferences, set }: PaneProps) {
  const text = useText()
  return (
    <FormRow
      label={text('preferences:sync_every')}
      hint={
        <>
          {text('preferences:battery_floor')} {text('preferences:sync_every_hint')}
        </>
      }
    >
      <IntervalSelect
        label={text('preferences:sync_every')}
        value={preferences.syncEveryMs}
        onChange={(syncEveryMs) => {
          if (syncEveryMs !== null) set({ syncEveryMs })
        }}
      />
    </FormRow>
  )
}

export function StoragePane({ preferences, set }: PaneProps) {
  const text = useText()
  const { data: info } = useAnswer('app.info', {})
  return (
    <>
      <FormRow label={text('preferences:keep_free')} hint={text('preferences:keep_free_hint')}>
        <NumberField
          label={text('preferences:keep_free')}
          value={gigabytesOf(preferences.keepFreeBytes)}
          min={0}
          max={MOST_GIGABYTES}
          unit={text('preferences:gigabytes')}
          onChange={(gigabytes) => set({ keepFreeBytes: bytesOf(gigabytes) })}
        />
      </FormRow>
      <DamagedCopies />
      {info ? (
        <FormRow label={text('preferences:tokens')} hint={text(`preferences:tokens_${info.tokenStore}_hint`)}>
          <span className="text-ink-2">{text(`preferences:tokens_${info.tokenStore}`)}</span>
        </FormRow>
      ) : null}
    </>
  )
}

/** Also those that the user chose to keep. */
function DamagedCopies() {
  const text = useText()
  const language = useLanguage()
  const { data: summary } = useAnswer('summary.get', {})
  const notice = summary?.notices.find(({ name }) => name === 'library_set_aside')
  if (!notice) return null
  return (
    <FormRow label={text('notices:damaged_copies')} hint={text('notices:damaged_copies_hint')}>
      <div className="flex items-center gap-3">
        <span className="text-ink-2 tabular-nums">{byteSize(notice.data.bytes ?? 0, language)}</span>
        <NoticeActs notice={notice} only={['show', 'delete']} />
      </div>
    </FormRow>
  )
}
