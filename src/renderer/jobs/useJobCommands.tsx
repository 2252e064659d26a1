// The actions of one job as words, icons and what they do, for its row and its panel alike.
import { assertNever } from '@shared/errors'
import type { JobView } from '@shared/jobs/job'
import { Ban, CirclePlay, type LucideIcon, Pause, Play, RotateCcw, SkipForward, Square } from 'lucide-react'
import { overText, type Subject, useJobActs } from '../app/jobActs'
import { useText } from '../app/words'
import { useAnswer } from '../client'
import { actionsFor, type JobAction } from './jobRow'

export interface JobCommand {
  action: JobAction
  label: string
  /** The label, and for a run over holds which. */
  hint: string
  icon: LucideIcon
  danger: boolean
  run: () => void
}

export function subjectOf(job: JobView): Subject {
  return { jobId: job.id, kind: job.kind, sourceId: job.sourceId, label: job.label }
}

const icons: Record<JobAction, LucideIcon> = {
  run_now: Play,
  stop: Square,
  retry: RotateCcw,
  skip_next: SkipForward,
  pause: Pause,
  resume: CirclePlay,
  cancel: Ban,
}

/** `onCancel` asks first; everything else acts at once and can be undone. */
export function useJobCommands(job: JobView | null, onCancel: (job: JobView) => void): JobCommand[] {
  const text = useText()
  const acts = useJobActs()
  const { data: summary } = useAnswer('summary.get', {})
  if (!job) return []
  const label = (action: JobAction): string => {
    switch (action) {
      case 'run_now':
        return text('words:run_now')
      case 'stop':
        return text('words:stop')
      case 'retry':
        return text('words:retry')
      case 'skip_next':
        return text('words:skip_next')
      case 'pause':
        return text('jobs:pause_job')
      case 'resume':
        return text('jobs:resume_job')
      case 'cancel':
        return text('jobs:cancel_job')
      default:
        return assertNever(action)
    }
  }
  const run = (action: JobAction): void => {
    const scope = { type: 'job', id: job.id } as const
    if (action === 'run_now') void acts.runNow([subjectOf(job)])
    if (action === 'stop') void acts.stop(job)
    if (action === 'retry') void acts.retry([subjectOf(job)])
    if (action === 'skip_next') void acts.skipNext(job.id)
    if (action === 'pause') void acts.pause(scope, null)
    if (action === 'resume') void acts.resume([scope])
    if (action === 'cancel') onCancel(job)
  }
  const holds = overText(
    job.reasons.map((reason) => reason.code).filter((code) => code !== 'not_due'),
    text,
  )
  return actionsFor(job, summary?.pauses ?? []).map((action) => ({
    action,
    label: label(action),
    hint: action === 'run_now' && holds ? `${label(action)}. ${text('words:over_these', { holds })}` : label(action),
    icon: icons[action],
    danger: action === 'cancel',
    run: () => run(action),
  }))
}
