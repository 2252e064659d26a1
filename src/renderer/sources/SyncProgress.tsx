// How a source's running sync goes, with its Stop in the panel and as one line in the list.
import type { JobView } from '@shared/jobs/job'
import { useJobActs } from '../app/jobActs'
import { useTrack } from '../app/liveUpdates'
import { useJobName } from '../app/names'
import { useLanguage, useText } from '../app/words'
import { ProgressBar } from '../ui/Progress'
import { amountText } from '../ui/progressTrack'

export function SyncProgress({ job, compact = false }: { job: JobView; compact?: boolean }) {
  const text = useText()
  const language = useLanguage()
  const name = useJobName()(job)
  const acts = useJobActs()
  const track = useTrack(job.id, job.progress)
  if (!compact) return <ProgressBar label={name} track={track} onStop={() => void acts.stop(job)} />
  return (
    <span className="flex h-[18px] items-center gap-3">
      <span className="block w-24 shrink-0">
        <ProgressBar label={name} track={track} compact />
      </span>
      <span className="truncate">{track ? amountText(track.progress, text, language) : null}</span>
    </span>
  )
}
