// Progress of one job, with its figures and its Stop: long work shows both wherever it is named.
import { byteSize } from '@shared/i18n/sentences'
import type { Progress as ProgressValue } from '@shared/jobs/progress'
import { clsx } from 'clsx'
import { Square } from 'lucide-react'
import { useLanguage, useText } from '../app/words'
import { Button, IconButton } from './Button'
import { durationText } from './duration'
import { amountText, type Track, timeLeftMs } from './progressTrack'

export interface ProgressBarProps {
  /** What is under way, for its name. */
  label: string
  /** Its last report and how it went; null before the first report. */
  track: Track | null
  onStop?: (() => void) | undefined
  stopping?: boolean
  /** Bar and Stop only. */
  compact?: boolean
}

export function ProgressBar({ label, track, onStop, stopping = false, compact = false }: ProgressBarProps) {
  const text = useText()
  const progress = track?.progress ?? null
  const share = progress?.total ? Math.min(1, progress.done / progress.total) : null
  return (
    <div className="flex min-w-0 items-center gap-4">
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <div
          role="progressbar"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={share === null ? undefined : Math.round(share * 100)}
          className="h-1 overflow-hidden rounded-full bg-track"
        >
          <div
            className={clsx('h-full rounded-full bg-accent', share === null && 'breathing')}
            style={{ width: share === null ? '100%' : `${share * 100}%` }}
          />
        </div>
        {compact ? null : <ProgressFigures track={track} progress={progress} />}
      </div>
      {onStop && compact ? (
        <IconButton
          icon={Square}
          size="small"
          label={text('words:stop_named', { name: label })}
          aria-disabled={stopping || undefined}
          onClick={stopping ? undefined : onStop}
        />
      ) : null}
      {onStop && !compact ? (
        <Button size="small" busy={stopping} aria-label={text('words:stop_named', { name: label })} onClick={onStop}>
          {text('words:stop')}
        </Button>
      ) : null}
    </div>
  )
}

function ProgressFigures({ track, progress }: { track: Track | null; progress: ProgressValue | null }) {
  const text = useText()
  const language = useLanguage()
  if (!progress || !track) return <p className="text-ink-3 text-small">{text('words:state_running')}</p>
  const leftMs = timeLeftMs(track)
  const parts = [amountText(progress, text, language)]
  if (progress.rows !== undefined && progress.unit !== 'rows') {
    parts.push(
      text('words:unit_rows', {
        count: progress.rows,
        formatted: new Intl.NumberFormat(language).format(progress.rows),
      }),
    )
  }
  if (progress.setAside) {
    const formatted = new Intl.NumberFormat(language).format(progress.setAside)
    parts.push(text('importing:set_aside_so_far', { formatted }))
  }
  if (track.ratePerSecond !== null && track.ratePerSecond > 0) {
    const amount =
      progress.unit === 'bytes'
        ? byteSize(track.ratePerSecond, language)
        : new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(track.ratePerSecond)
    parts.push(text('words:per_second', { amount }))
  }
  if (leftMs !== null) parts.push(text('words:time_left', { duration: durationText(leftMs, language) }))
  return <p className="truncate text-ink-3 text-small">{parts.join(' · ')}</p>
}
