// How far a check of an import is, and what it found (IMP-8).
import { useLanguage, useText } from '../app/words'
import { Notice } from '../ui/Notice'
import { ProgressBar } from '../ui/Progress'
import type { Trial } from './useTrial'

export function TrialResult({ trial, name }: { trial: Trial; name: string }) {
  const text = useText()
  const language = useLanguage()
  const { state, found, track, stop, stopping } = trial
  if (state === 'none') return null
  if (state === 'running') {
    return <ProgressBar label={text('importing:trying', { name })} track={track} onStop={stop} stopping={stopping} />
  }
  if (!found) return <Notice meaning="failed">{text('importing:tried_failed')}</Notice>
  const number = new Intl.NumberFormat(language)
  return (
    <div role="status">
      <Notice meaning="done">
        {text('importing:tried', {
          rows: text('words:unit_rows', { count: found.rowsRead, formatted: number.format(found.rowsRead) }),
          inserted: number.format(found.inserted),
          updated: number.format(found.updated),
          unchanged: number.format(found.unchanged),
          setAside: number.format(found.setAside),
        })}
      </Notice>
    </div>
  )
}
