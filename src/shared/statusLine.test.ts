// Proves the one sentence of every state, in both languages.
import { describe, expect, it } from 'vitest'
import type { Language } from './i18n/catalogue'
import { createText } from './i18n/text'
import { reasonCodes } from './jobs/reasons'
import type { AppNotice } from './notices'
import { jobTitle, statusLine, type Wording, waitingTitle } from './statusLine'
import type { JobNote, Problem, Summary, WaitingGroup } from './summary'

const noon = new Date(2026, 4, 6, 12, 0).getTime()

const notice = (name: AppNotice['name'], level: AppNotice['level']): AppNotice => ({
  name,
  level,
  since: 0,
  data: {},
  acts: [],
})

const calm: Summary = {
  at: noon,
  backgroundWork: true,
  running: [],
  waiting: [],
  next: [],
  lastSuccess: null,
  problems: [],
  pauses: [],
  outbox: { pending: 0, needsYou: 0 },
  notices: [],
}

function wording(language: Language): Wording {
  const names: Record<string, string> = { quakes: 'Earthquakes', issues: 'GitHub issues' }
  return { text: createText(language), language, nowMs: noon, sourceName: (id) => names[id] }
}

const sync = (sourceId: string): JobNote => ({ jobId: `j-${sourceId}`, kind: 'feed.sync', sourceId, label: null })
const problem = (sourceId: string, code: string): Problem => ({ ...sync(sourceId), code, message: 'm', since: noon })
const waiting = (code: WaitingGroup['code'], count: number): WaitingGroup => ({
  code,
  count,
  examples: [],
  until: null,
  data: {},
})
const pausedUntil = (until: number | null): Summary => ({
  ...calm,
  pauses: [{ scope: { type: 'all' }, until, since: noon }],
})
const note = { ...sync('quakes'), at: noon }

const cases: [string, Summary, string, string][] = [
  ['nothing at all', calm, 'Nothing set up yet', '아직 설정한 것이 없습니다'],
  ['all done', { ...calm, lastSuccess: note }, 'Up to date', '최신 상태'],
  ['nothing but plans', { ...calm, next: [note] }, 'Up to date', '최신 상태'],
  [
    'paused until a time',
    pausedUntil(new Date(2026, 4, 6, 17, 30).getTime()),
    'Paused until 17:30',
    '17:30까지 일시중지',
  ],
  ['paused for good', pausedUntil(null), 'Paused until you resume', '다시 시작할 때까지 일시중지'],
  ['switched off', { ...calm, backgroundWork: false }, 'Background work is off', '백그라운드 작업이 꺼져 있음'],
  ['one sync', { ...calm, running: [sync('quakes')] }, 'Syncing Earthquakes', '동기화 중: Earthquakes'],
  [
    'one import',
    { ...calm, running: [{ jobId: 'i', kind: 'file.import', sourceId: null, label: 'photos.json' }] },
    'Importing photos.json',
    '가져오는 중: photos.json',
  ],
  ['two at once', { ...calm, running: [sync('quakes'), sync('issues')] }, '2 jobs running', '작업 2개 실행 중'],
  [
    'one job held',
    { ...calm, waiting: [waiting('battery_low', 1)] },
    'Waiting for power — 1 job',
    '전원을 기다리는 중 — 작업 1개',
  ],
  [
    'jobs held by power in two ways',
    { ...calm, waiting: [waiting('battery_low', 1), waiting('on_battery', 2)] },
    'Waiting for power — 3 jobs',
    '전원을 기다리는 중 — 작업 3개',
  ],
  [
    'jobs held for different reasons',
    { ...calm, waiting: [waiting('not_idle', 1), waiting('metered', 3)] },
    'Waiting for an unmetered network — 3 of 4 jobs',
    '무제한 네트워크를 기다리는 중 — 작업 4개 중 3개',
  ],
  [
    'offline',
    { ...calm, waiting: [waiting('offline', 2), waiting('not_idle', 5)] },
    'Offline — 2 jobs waiting',
    '오프라인 — 작업 2개 대기 중',
  ],
  [
    'a lost sign-in',
    { ...calm, problems: [problem('issues', 'auth_required')] },
    'GitHub issues needs you to sign in',
    'GitHub issues: 로그인이 필요합니다',
  ],
  [
    'crashes',
    { ...calm, problems: [problem('issues', 'needs_you')] },
    'GitHub issues needs you',
    'GitHub issues: 확인이 필요합니다',
  ],
  [
    'an outbox that needs the user',
    { ...calm, outbox: { pending: 4, needsYou: 1 } },
    '1 item to send needs you',
    '보낼 항목 1개에 확인이 필요합니다',
  ],
  [
    'several that need the user',
    { ...calm, problems: [problem('issues', 'auth_required')], outbox: { pending: 4, needsYou: 2 } },
    '3 things need you',
    '확인이 필요한 항목 3개',
  ],
  [
    'one problem',
    { ...calm, problems: [problem('quakes', 'http_status')] },
    'Problem with Earthquakes',
    '문제: Earthquakes',
  ],
  [
    'a disk that takes nothing, whatever else there is',
    { ...calm, problems: [problem('quakes', 'http_status')], notices: [notice('disk_full', 'problem')] },
    'The disk is full',
    '디스크가 가득 찼습니다',
  ],
  [
    'something the user should know of the app itself',
    { ...calm, notices: [notice('library_set_aside', 'attention')] },
    'The local copy was damaged and made anew',
    '로컬 사본이 손상되어 새로 만들었습니다',
  ],
  [
    'that beside something else',
    { ...calm, notices: [notice('library_set_aside', 'attention')], outbox: { pending: 4, needsYou: 2 } },
    '3 things need you',
    '확인이 필요한 항목 3개',
  ],
  [
    'what the user has seen already',
    { ...calm, lastSuccess: { ...sync('quakes'), at: noon }, notices: [notice('library_set_aside', 'note')] },
    'Up to date',
    '최신 상태',
  ],
  [
    'two problems',
    { ...calm, problems: [problem('quakes', 'http_status'), problem('issues', 'auth_required')] },
    '2 problems',
    '문제 2개',
  ],
]

describe('the status line', () => {
  it.each(cases)('of %s', (_title, summary, english, korean) => {
    expect(statusLine(summary, wording('en'))).toBe(english)
    expect(statusLine(summary, wording('ko'))).toBe(korean)
  })

  it('lets a problem win over a pause, a pause over work, work over waiting', () => {
    const everything: Summary = {
      ...pausedUntil(null),
      running: [sync('quakes')],
      waiting: [waiting('offline', 1)],
      problems: [problem('quakes', 'http_status')],
    }
    expect(statusLine(everything, wording('en'))).toBe('Problem with Earthquakes')
    expect(statusLine({ ...everything, problems: [] }, wording('en'))).toBe('Paused until you resume')
    expect(statusLine({ ...everything, problems: [], pauses: [] }, wording('en'))).toBe('Syncing Earthquakes')
    expect(statusLine({ ...everything, problems: [], pauses: [], running: [] }, wording('en'))).toBe(
      'Offline — 1 job waiting',
    )
  })

  it('has words for every reason', () => {
    for (const code of reasonCodes) expect(waitingTitle(code, createText('ko'))).not.toMatch(/waiting_|^$/)
  })
})

describe('what a job is called', () => {
  const { text, sourceName } = wording('en')

  it('is its label, else its source, else its kind', () => {
    expect(jobTitle({ kind: 'file.import', sourceId: 'quakes', label: 'photos.json' }, text, sourceName)).toBe(
      'photos.json',
    )
    expect(jobTitle(sync('quakes'), text, sourceName)).toBe('Earthquakes')
    expect(jobTitle(sync('gone'), text, sourceName)).toBe('Sync')
    expect(jobTitle({ kind: 'from.the.future', sourceId: null, label: null }, text, sourceName)).toBe('Unknown kind')
    expect(jobTitle({ kind: 'constructor', sourceId: null, label: null }, text, sourceName)).toBe('Unknown kind')
  })
})
