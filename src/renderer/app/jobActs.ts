// What a person can do to a job, each with the sentence it answers with. The only place that decides which command a word like Stop is.
import type { Language } from '@shared/i18n/catalogue'
import { clockTime } from '@shared/i18n/sentences'
import type { Text, TextKey } from '@shared/i18n/text'
import type { JobView } from '@shared/jobs/job'
import type { ReasonAction } from '@shared/jobs/reasons'
import { reasonAction, reasonCodes } from '@shared/jobs/reasons'
import type { Pause, PauseScope } from '@shared/queue'
import { useMemo } from 'react'
import { call } from '../client'
import { type ToastNote, useToast } from '../ui/Toasts'
import { type Named, useJobName } from './names'
import { type Navigation, useNavigation } from './navigation'
import { useRefusalText } from './refusalText'
import { useLanguage, useText } from './words'

export interface Subject extends Named {
  jobId: string
}

/** The holds a run now would go over, in words; '' when there are none. */
export function overText(codes: readonly string[], text: Text): string {
  const known = codes.filter((code) => reasonCodes.some((known) => known === code) && isOverridable(code))
  return known.map((code) => text(`words:over_${code}` as TextKey)).join(', ')
}

function isOverridable(code: string): boolean {
  const known = reasonCodes.find((one) => one === code)
  return known !== undefined && reasonAction(known) === 'run_now'
}

/** The pauses in force over a job, its own first. */
export function pausesOver(job: Subject, pauses: readonly Pause[]): PauseScope[] {
  const covers = (scope: PauseScope): boolean => {
    switch (scope.type) {
      case 'all':
        return true
      case 'source':
        return scope.id === job.sourceId
      case 'kind':
        return scope.kind === job.kind
      case 'job':
        return scope.id === job.jobId
    }
  }
  const scopes = pauses.map((pause) => pause.scope).filter(covers)
  return scopes.toSorted((a, b) => Number(b.type === 'job') - Number(a.type === 'job'))
}

export interface JobActs {
  runNow: (jobs: readonly Subject[]) => Promise<void>
  stop: (job: JobView) => Promise<void>
  cancel: (jobId: string) => Promise<void>
  skipNext: (jobId: string) => Promise<void>
  retry: (jobs: readonly Subject[]) => Promise<void>
  pause: (scope: PauseScope, until: number | null) => Promise<void>
  resume: (scopes: readonly PauseScope[]) => Promise<void>
  turnOn: (jobs: readonly Subject[]) => Promise<void>
  signIn: (job: Subject) => void
}

interface Tools {
  text: Text
  nameOf: (job: Named) => string
  go: Navigation['go']
  /** Does it and says what it returns; a refusal says its sentence. */
  saying: (act: () => Promise<string | ToastNote | null>) => Promise<void>
  language: Language
}

/** Each act says what came of it in a toast; a refusal says its sentence. None of them throws. */
export function useJobActs(): JobActs {
  const text = useText()
  const language = useLanguage()
  const toast = useToast()
  const refusal = useRefusalText()
  const nameOf = useJobName()
  const { go } = useNavigation()
  return useMemo(() => {
    const saying: Tools['saying'] = async (act) => {
      try {
        const said = await act()
        if (said) toast(typeof said === 'string' ? { text: said } : said)
      } catch (error) {
        toast({ text: refusal(error) })
      }
    }
    const tools = { text, nameOf, go, saying, language }
    return { ...startingActs(tools), ...endingActs(tools) }
  }, [text, language, toast, refusal, nameOf, go])
}

function quietly({ saying }: Tools, act: () => Promise<unknown>): Promise<void> {
  return saying(async () => {
    await act()
    return null
  })
}

function startingActs(tools: Tools): Pick<JobActs, 'runNow' | 'retry' | 'turnOn' | 'resume' | 'signIn'> {
  const { text, nameOf, go, saying } = tools
  return {
    runNow: (jobs) =>
      saying(async () => {
        const over: string[] = []
        for (const job of jobs) over.push(...(await call('jobs.runNow', { id: job.jobId })).overrides)
        const [first] = jobs
        if (jobs.length > 1 || !first) return text('words:started_some', { count: jobs.length })
        const holds = overText(over, text)
        const name = nameOf(first)
        return holds ? text('words:started_over', { name, holds }) : text('words:started', { name })
      }),
    retry: (jobs) =>
      quietly(tools, async () => {
        for (const job of jobs) await call('jobs.retry', { id: job.jobId })
      }),
    turnOn: (jobs) =>
      quietly(tools, async () => {
        const preferences = await call('preferences.get', {})
        if (!preferences.backgroundWork) return call('preferences.set', { backgroundWork: true })
        const sourceIds = new Set(jobs.flatMap((job) => (job.sourceId === null ? [] : [job.sourceId])))
        for (const id of sourceIds) await call('sources.setEnabled', { id, enabled: true })
      }),
    resume: (scopes) =>
      saying(async () => {
        for (const scope of scopes) await call('pauses.clear', { scope })
        return text('words:resumed')
      }),
    signIn: (job) => {
      if (job.sourceId !== null) go('sources', { sourceId: job.sourceId, open: 'signIn' })
      else if (job.kind === 'outbox.send') go('outbox', { open: 'signIn' })
      else go('sources')
    },
  }
}

/** Stop ends this run. Periodic work comes again by itself, and says when; one-time work is over. */
async function stop(job: JobView, { text, language, nameOf }: Tools): Promise<string | null> {
  const { nextRunAt } = await call('jobs.stop', { id: job.id })
  if (nextRunAt === null) return null
  return text('words:stopped_until', { name: nameOf(job), when: clockTime(nextRunAt, Date.now(), language) })
}

function endingActs(tools: Tools): Pick<JobActs, 'stop' | 'cancel' | 'skipNext' | 'pause'> {
  return {
    stop: (job) => tools.saying(() => stop(job, tools)),
    cancel: (id) => quietly(tools, () => call('jobs.cancel', { id })),
    skipNext: (id) => quietly(tools, () => call('jobs.skipNext', { id })),
    pause: (scope, until) => quietly(tools, () => call('pauses.set', { scope, until })),
  }
}

/** The word on the button of a reason's one action; null when nothing but time helps. */
export function actionWord(action: ReasonAction, text: Text): string | null {
  switch (action) {
    case 'run_now':
      return text('words:run_anyway')
    case 'resume':
      return text('words:resume')
    case 'enable':
      return text('words:turn_on')
    case 'sign_in':
      return text('words:sign_in')
    case 'retry':
      return text('words:retry')
    case 'none':
      return null
  }
}

/** Does a reason's one action for these jobs. */
export function performReasonAction(
  acts: JobActs,
  action: ReasonAction,
  jobs: readonly Subject[],
  pauses: readonly Pause[],
): void {
  const [first] = jobs
  if (!first) return
  if (action === 'run_now') void acts.runNow(jobs)
  if (action === 'resume') void acts.resume(jobs.flatMap((job) => pausesOver(job, pauses)))
  if (action === 'enable') void acts.turnOn(jobs)
  if (action === 'sign_in') acts.signIn(first)
  if (action === 'retry') void acts.retry(jobs)
}
