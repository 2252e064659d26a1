// Proves when the user is told of something, when not, and in which words (OBS-3, OBS-4).
import type { Language } from '@shared/i18n/catalogue'
import { createText } from '@shared/i18n/text'
import type { OccurrenceView } from '@shared/jobs/occurrence'
import { occurrenceResults } from '@shared/jobs/outcome'
import { reasonCodes } from '@shared/jobs/reasons'
import type { Problem } from '@shared/summary'
import { DAY_MS, HOUR_MS } from '@shared/time'
import { describe, expect, it } from 'vitest'
import { createNotifier } from './notifier'
import type { Notice, NotificationLevel } from './notifierRules'

const noon = new Date(2026, 4, 6, 12, 0).getTime()

function problem(code: string, jobId = 'j'): Problem {
  return { jobId, kind: 'feed.sync', sourceId: 's', label: null, code, message: 'It was refused.', since: noon }
}

function run(changes: Partial<OccurrenceView> = {}): OccurrenceView {
  return {
    id: 'o',
    jobId: 'j',
    kind: 'feed.sync',
    sourceId: 's',
    label: null,
    result: 'ran',
    trigger: 'schedule',
    attempt: 1,
    marks: [],
    stopReason: null,
    error: null,
    mergedCount: 1,
    dueAt: noon,
    startedAt: noon - 4_000,
    endedAt: noon,
    sums: { inserted: 12, updated: 1 },
    ...changes,
  }
}

function open(level: NotificationLevel = 'needs_me', language: Language = 'en', kept?: string) {
  const shown: Notice[] = []
  const withdrawn: string[] = []
  let now = noon
  let memory = kept
  const quiet = (): void => {}
  const world = { level, shown, withdrawn, memory: () => memory, pass: (ms: number) => void (now += ms) }
  const notifier = createNotifier({
    port: { show: (notice) => void shown.push(notice), withdraw: (key) => void withdrawn.push(key) },
    level: () => world.level,
    wording: () => ({ text: createText(language), language, nowMs: now, sourceName: () => 'GitHub issues' }),
    memory: {
      read: async () => memory,
      write: async (text) => {
        memory = text
      },
    },
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  })
  return { ...world, world, notifier }
}

describe('OBS-3: a problem that needs the user', () => {
  it('PULL-15 leads to the source where it is answered there', async () => {
    const { notifier, shown } = open()
    await notifier.problem(problem('mass_delete_guard'))
    expect(shown).toMatchObject([{ wish: { view: 'sources', sourceId: 's' } }])
  })

  it('is told once, with what it means, and leads to its row', async () => {
    const { notifier, shown } = open()
    await notifier.problem(problem('auth_required'))
    expect(shown).toEqual([
      {
        key: 'problem:j',
        title: 'GitHub issues needs you to sign in',
        body: 'Nothing was lost. It goes on as soon as you sign in.',
        wish: { view: 'sources', sourceId: 's' },
      },
    ])
  })

  it('is told in Korean too', async () => {
    const { notifier, shown } = open('needs_me', 'ko')
    await notifier.problem(problem('auth_required'))
    expect(shown[0]?.title).toBe('GitHub issues: 로그인이 필요합니다')
  })

  it('says what the server said when the code is new', async () => {
    const { notifier, shown } = open()
    await notifier.problem(problem('brand_new'))
    expect(shown[0]).toMatchObject({
      title: 'Problem with GitHub issues',
      body: 'It was refused.',
      wish: { view: 'jobs', jobId: 'j' },
    })
  })

  it('is told at most once in 24 hours for each job and code, two at once included', async () => {
    const { notifier, shown, pass } = open()
    await Promise.all([notifier.problem(problem('auth_required')), notifier.problem(problem('auth_required'))])
    expect(shown).toHaveLength(1)
    await notifier.problem(problem('http_status'))
    await notifier.problem(problem('auth_required', 'other'))
    expect(shown).toHaveLength(3)
    pass(DAY_MS - 1)
    await notifier.problem(problem('auth_required'))
    expect(shown).toHaveLength(3)
    pass(1)
    await notifier.problem(problem('auth_required'))
    expect(shown).toHaveLength(4)
  })

  it('is not told again within 24 hours after a restart', async () => {
    const first = open()
    await first.notifier.problem(problem('auth_required'))
    const second = open('needs_me', 'en', first.memory())
    second.pass(HOUR_MS)
    await second.notifier.problem(problem('auth_required'))
    expect(second.shown).toEqual([])
  })

  it('is told again when the clock was set back, or the memory is damaged', async () => {
    const first = open()
    await first.notifier.problem(problem('auth_required'))
    first.pass(-DAY_MS)
    await first.notifier.problem(problem('auth_required'))
    expect(first.shown).toHaveLength(2)
    for (const damaged of ['', '{', '[]', '{"j|auth_required":"soon"}', 'null']) {
      const { notifier, shown } = open('needs_me', 'en', damaged)
      await notifier.problem(problem('auth_required'))
      expect(shown).toHaveLength(1)
    }
  })

  it('is withdrawn on recovery', async () => {
    const { notifier, shown, withdrawn } = open()
    await notifier.problem(problem('auth_required'))
    notifier.recovered('j')
    expect(withdrawn).toEqual([shown[0]?.key])
  })

  it('remembers no more than it needs', async () => {
    const { notifier, memory } = open()
    for (let n = 0; n < 300; n += 1) await notifier.problem(problem('http_status', `j${n}`))
    expect(Object.keys(JSON.parse(memory() ?? '{}') as object)).toHaveLength(200)
  })

  it.each(['needs_me', 'all', 'debug'] as const)('is told at the level %s', async (level) => {
    const { notifier, shown } = open(level)
    await notifier.problem(problem('auth_required'))
    expect(shown).toHaveLength(1)
  })
})

describe('OBS-4: what is no news', () => {
  it.each(reasonCodes.filter((code) => !['auth_required', 'needs_you', 'storage_low'].includes(code)))(
    '%s never notifies, at any level',
    async (code) => {
      for (const level of ['needs_me', 'all', 'debug', 'off'] as const) {
        const { notifier, shown } = open(level)
        await notifier.problem(problem(code))
        expect(shown).toEqual([])
      }
    },
  )

  it('a run that ended notifies nobody by default, however it ended', () => {
    const { notifier, shown } = open()
    for (const result of occurrenceResults) notifier.attemptEnded(run({ result }))
    expect(shown).toEqual([])
  })

  it('"off" silences all, also the problem of a later moment', async () => {
    const { notifier, shown, world } = open('off')
    await notifier.problem(problem('auth_required'))
    notifier.attemptEnded(run())
    notifier.firstClose(true)
    expect(shown).toEqual([])
    world.level = 'needs_me'
    await notifier.problem(problem('auth_required'))
    expect(shown).toHaveLength(1)
  })
})

describe('the level "all"', () => {
  it('tells of a sync that brought new rows, and of no other', () => {
    const { notifier, shown } = open('all')
    notifier.attemptEnded(run())
    notifier.attemptEnded(run({ sums: { inserted: 0, updated: 5 } }))
    notifier.attemptEnded(run({ sums: {} }))
    notifier.attemptEnded(run({ result: 'retry' }))
    notifier.attemptEnded(run({ kind: 'clean', sourceId: null }))
    expect(shown).toEqual([
      { key: 'run:j', title: 'GitHub issues: new rows', body: '12 new rows.', wish: { view: 'history', jobId: 'j' } },
    ])
  })

  it('IMP-4: tells of an import, with what was set aside', () => {
    const { notifier, shown } = open('all')
    notifier.attemptEnded(
      run({
        kind: 'file.import',
        sourceId: null,
        label: 'photos.json',
        sums: { inserted: 6, updated: 1, unchanged: 3 },
      }),
    )
    notifier.attemptEnded(
      run({ kind: 'file.import', sourceId: null, label: 'photos.json', sums: { inserted: 9, setAside: 3 } }),
    )
    expect(shown.map(({ title, body }) => `${title} ${body}`)).toEqual([
      'Imported photos.json 10 rows.',
      'Imported photos.json Imported 9 rows of 12. 3 were set aside.',
    ])
  })
})

describe('the level "debug"', () => {
  it('tells of each run, with its end', () => {
    const { notifier, shown } = open('debug')
    notifier.attemptEnded(run())
    notifier.attemptEnded(run({ result: 'failed', error: { code: 'brand_new', message: 'It was refused.' } }))
    notifier.attemptEnded(run({ result: 'stopped', stopReason: 'battery' }))
    expect(shown.map(({ title, body }) => `${title} ${body}`)).toEqual([
      'Sync: GitHub issues Ran in 4 s.',
      'Sync: GitHub issues Failed: It was refused.',
      'Sync: GitHub issues Stopped: battery.',
    ])
    for (const result of occurrenceResults) notifier.attemptEnded(run({ result }))
    expect(shown).toHaveLength(3 + occurrenceResults.length)
  })
})

describe('the first close of the window', () => {
  it('says that the app goes on, and where it is', () => {
    const { notifier, shown } = open()
    notifier.firstClose(true)
    notifier.firstClose(false)
    expect(shown[0]?.body).toContain('tray')
    expect(shown[1]?.body).toContain('no tray')
  })
})
