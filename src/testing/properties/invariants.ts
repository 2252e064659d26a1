// What must be true of the engine and its store after anything at all. One Watch goes with one harness through all its lives and remembers
// what must not change: finished jobs, rows of history, attempts within a period. Each finding is a sentence; none is the good news.
import { isFinished, type JobView } from '@shared/jobs/job'
import { LONGEST_TIMER_MS } from '@shared/time'
import type { Harness } from '../harness'
import { kindNames } from './operations'
import type { Answer, Call, Performer } from './performer'

interface AttemptRow {
  jobId: string
  kind: string
  stopReason: string | null
  names: string
}

export interface Watch {
  /** Looks after one call has been done. Answers what is wrong. */
  look(call: Call, answer: Answer): Promise<string[]>
}

const SLOTS = 2

export function createWatch(performer: Performer): Watch {
  const { harness } = performer
  let before = new Map<string, JobView>()
  const history: Known = { rows: new Map(), started: 0, looks: 0 }
  const firsts = new Map<string, string>()
  return {
    look: async (call, answer) => {
      const jobs = new Map((await everyJob(harness)).map((job): [string, JobView] => [job.id, job]))
      const attempts = attemptRows(harness)
      noteSiblings(call, firsts)
      const findings = [
        ...harness.errors().map((error) => `an error: ${error}`),
        ...lost(call, answer, before, jobs),
        ...[...jobs.values()].flatMap((job) => jobFindings(harness, job, before.get(job.id), attempts)),
        ...crowdFindings(performer, attempts, firsts),
        ...historyFindings(harness, history),
        ...(await countFindings(harness, jobs)),
        ...(await restlessness(performer)),
      ]
      before = jobs
      return findings
    },
  }
}

async function everyJob(harness: Harness): Promise<JobView[]> {
  const rows: JobView[] = []
  for (let after: string | undefined; ; ) {
    const page = await harness.jobs.query({ limit: 500, ...(after === undefined ? {} : { after }) })
    if (!page.ok) throw new Error(page.refusal.code)
    rows.push(...page.value.rows)
    if (page.value.next === null) return rows
    after = page.value.next
  }
}

function attemptRows(harness: Harness): AttemptRow[] {
  return harness
    .db()
    .prepare<[], AttemptRow>('SELECT job_id AS jobId, kind, stop_reason AS stopReason, names FROM attempts')
    .all()
}

/** Whatever was accepted is there, unless it was pruned when it was over, or replaced under its name. */
function lost(call: Call, answer: Answer, before: Map<string, JobView>, jobs: Map<string, JobView>): string[] {
  const missing = [...before.values()].filter(({ id }) => !jobs.has(id))
  const gone = missing.filter((job) => {
    // Retention may fall into any step in which time passes: 7 days after the end.
    if (isFinished(job.state) && (call.do === 'prune' || call.do === 'advance' || call.do === 'restart')) return false
    const name = call.do === 'chain' ? call.unique?.name : 'name' in call ? call.name : undefined
    return name === undefined || !job.names.includes(name) || call.do === 'cancelUnique'
  })
  const never = answer.ids.filter((id) => !jobs.has(id) && call.do !== 'update')
  return [
    ...gone.map((job) => `${job.id} was ${job.state} and is lost`),
    ...never.map((id) => `${id} was accepted and is not there`),
  ]
}

function jobFindings(
  harness: Harness,
  job: JobView,
  was: JobView | undefined,
  attempts: readonly AttemptRow[],
): string[] {
  const findings: string[] = []
  const say = (isWrong: boolean, what: string): void => {
    if (isWrong) findings.push(`${job.id} (${job.state}) ${what}`)
  }
  const own = attempts.filter(({ jobId }) => jobId === job.id)
  const isOwned = own.some(({ stopReason }) => stopReason === null)
  const [first] = job.reasons
  say(isOwned !== (job.state === 'running'), isOwned ? 'has an attempt nobody stopped' : 'has no attempt')
  say(own.length > 1, 'has two attempts')
  say(isFinished(job.state) !== (job.finishedAt !== null), 'and its end disagree')
  const isQuiet = job.state === 'running' || isFinished(job.state)
  say(isQuiet !== (first === undefined), isQuiet ? `gives the reason ${first?.code}` : 'is idle without a reason')
  if (first?.code === 'concurrency') {
    const isFull = attempts.length >= SLOTS || attempts.some(({ kind }) => kind === job.kind && kind === 'single')
    say(!isFull, 'waits for a slot while one is free')
  }
  if (first?.code === 'replacing') say(attempts.length === 0, 'waits for an attempt, and there is none')
  for (const { code, until } of job.reasons)
    say(until !== undefined && until <= harness.now(), `waits for ${code}, which is over`)
  if (was === undefined) return findings
  say(isFinished(was.state) && was.state !== job.state, `has left ${was.state}`)
  say(was.periodCount > job.periodCount, 'went back to an earlier period')
  say(
    was.periodCount === job.periodCount && was.attempts > job.attempts,
    `had ${was.attempts} attempts, now ${job.attempts}`,
  )
  say(
    was.failures > job.failures && was.periodCount === job.periodCount,
    `had ${was.failures} failures, now ${job.failures}`,
  )
  say(was.generation > job.generation, 'went back to an earlier generation')
  return findings
}

/** Attempts as the handlers know them, not as the engine believes: whose process still works is alive. */
function crowdFindings(
  { harness, live }: Performer,
  attempts: readonly AttemptRow[],
  firsts: ReadonlyMap<string, string>,
): string[] {
  const findings: string[] = []
  const runs = [...live.values()]
  const namesOf = harness.db().prepare<[string], string>('SELECT names FROM attempts WHERE id = ?').pluck()
  const seen = new Map<string, string>()
  for (const run of runs) {
    for (const name of JSON.parse(namesOf.get(run.attemptId) ?? '[]') as string[]) {
      const other = seen.get(name)
      if (other !== undefined && (firsts.get(other) ?? other) !== (firsts.get(run.jobId) ?? run.jobId))
        findings.push(`${other} and ${run.jobId} run as ${name}`)
      seen.set(name, run.jobId)
    }
  }
  if (new Set(runs.map((run) => run.jobId)).size < runs.length) findings.push('two runs of one job')
  if (runs.filter((run) => run.kind === 'single').length > 1) findings.push('two runs of a kind that has one')
  if (attempts.length > SLOTS + 1) findings.push(`${attempts.length} attempts in ${SLOTS} slots`)
  for (const kind of kindNames) {
    const open = attempts.filter((attempt) => attempt.kind === kind).length
    const alive = runs.filter((run) => run.kind === kind).length
    if (open !== alive) findings.push(`${alive} runs of ${kind} are alive, ${open} are known`)
  }
  return findings
}

/** Enqueued side by side under one name, jobs may run so: each is told by the first of them. */
function noteSiblings(call: Call, firsts: Map<string, string>): void {
  const groups = call.do === 'chain' ? call.steps : call.do === 'unique' ? [call.requests] : []
  for (const group of groups) for (const { id } of group) firsts.set(id, group[0]?.id ?? id)
}

interface Known {
  rows: Map<string, string>
  /** Of those, how many had started. */
  started: number
  looks: number
}

const LOOKS_AT_ALL = 50

/** Rows of history are never changed, those of long ago looked at now and then; a run that was started has ended in exactly one, or is open. */
function historyFindings(harness: Harness, known: Known): string[] {
  known.looks += 1
  const seen = known.looks % LOOKS_AT_ALL === 0 ? [] : [...known.rows.keys()]
  const rows = harness
    .db()
    .prepare<[string], { id: string; started_at: number | null }>(
      'SELECT * FROM occurrences WHERE id NOT IN (SELECT value FROM json_each(?))',
    )
    .all(JSON.stringify(seen))
  const changed: string[] = []
  for (const row of rows) {
    const text = JSON.stringify(row)
    const before = known.rows.get(row.id)
    if (before === undefined && row.started_at !== null) known.started += 1
    if (before !== undefined && before !== text) changed.push(text)
    known.rows.set(row.id, text)
  }
  const open = harness.db().prepare<[], number>('SELECT count(*) FROM attempts').pluck().get() ?? 0
  const runs = [...kindNames].reduce((sum, kind) => sum + harness.runs(kind).length, 0)
  return [
    ...changed.map((row) => `the row ${row} of history has changed`),
    ...(known.started + open === runs
      ? []
      : [`${runs} runs, of which ${known.started} are in history and ${open} open`]),
  ]
}

/** Counting and listing agree, and each job is in one state. */
async function countFindings(harness: Harness, jobs: Map<string, JobView>): Promise<string[]> {
  const counted = await harness.jobs.count({})
  if (!counted.ok || counted.value !== jobs.size) return [`${jobs.size} jobs are listed, counted are others`]
  const rows = harness.db().prepare<[], { id: string; state: string }>('SELECT id, state FROM jobs').all()
  return rows.filter(({ id, state }) => jobs.get(id)?.state !== state).map(({ id }) => `${id} is in two states`)
}

/** D25: after a plan was carried out, planning again writes nothing, starts nothing, stops nothing; and it will be woken in time. */
async function restlessness({ harness, live }: Performer): Promise<string[]> {
  const state = (): string => {
    const changes = harness.db().prepare<[], number>('SELECT total_changes()').pluck().get()
    const stops = [...live.values()].map((run) => run.stopReason)
    return JSON.stringify([changes, stops, kindNames.map((kind) => harness.runs(kind).length)])
  }
  const quiet = state()
  harness.engine().alarmFired()
  await harness.settle()
  const findings = state() === quiet ? [] : ['planning again does something']
  const alarmAt = harness.alarmAt()
  const isPending =
    harness.db().prepare("SELECT 1 FROM jobs WHERE state IN ('enqueued', 'running') LIMIT 1").get() !== undefined
  if (isPending && (alarmAt === null || alarmAt > harness.now() + LONGEST_TIMER_MS)) findings.push('nothing wakes it')
  return findings
}
