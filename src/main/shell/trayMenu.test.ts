// Proves what the tray menu offers in each state, in both languages, and what it leaves out.
import type { Language } from '@shared/i18n/catalogue'
import { createText } from '@shared/i18n/text'
import type { Wording } from '@shared/statusLine'
import type { JobNote, Problem, Summary, WaitingGroup } from '@shared/summary'
import { describe, expect, it } from 'vitest'
import { pauseUntil, type TrayInput, type TrayItem, type TraySource, trayMenu, trayStatus } from './trayMenu'

const noon = new Date(2026, 4, 6, 12, 0).getTime()
const at = (hour: number, minute = 0): number => new Date(2026, 4, 6, hour, minute).getTime()

const sources: TraySource[] = [
  { id: 'quakes', name: 'Earthquakes', enabled: true },
  { id: 'issues', name: 'GitHub issues', enabled: true },
  { id: 'old', name: 'Old feed', enabled: false },
]
const sync = (sourceId: string): JobNote => ({ jobId: `j-${sourceId}`, kind: 'feed.sync', sourceId, label: null })
const problem = (sourceId: string, code: string): Problem => ({
  ...sync(sourceId),
  code,
  message: 'Title is too long.',
  since: noon,
})
const waiting = (code: WaitingGroup['code'], count: number): WaitingGroup => ({
  code,
  count,
  examples: [],
  until: null,
  data: {},
})

function wording(language: Language): Wording {
  return {
    text: createText(language),
    language,
    nowMs: noon,
    sourceName: (id) => sources.find((source) => source.id === id)?.name,
  }
}

function ready(changes: Partial<Summary> = {}, list: readonly TraySource[] = sources): TrayInput {
  const summary: Summary = {
    at: noon,
    backgroundWork: true,
    running: [],
    waiting: [],
    next: [{ ...sync('issues'), at: at(15) }],
    lastSuccess: { ...sync('quakes'), at: at(11, 2) },
    problems: [],
    pauses: [],
    outbox: { pending: 0, needsYou: 0 },
    notices: [],
    ...changes,
  }
  return { state: 'ready', summary, sources: list }
}

/** The menu as lines: '▸' before what a submenu holds. */
function lines(items: TrayItem[]): string[] {
  return items.flatMap((item) => {
    if (item.type === 'separator') return ['—']
    if (item.type === 'submenu') return [`${item.label} ▸`, ...lines(item.items).map((line) => `  ${line}`)]
    return [item.type === 'note' ? `(${item.label})` : item.label]
  })
}

function find(items: TrayItem[], id: string): TrayItem | undefined {
  for (const item of items) {
    if (item.type === 'separator') continue
    if (item.id === id) return item
    const inside = item.type === 'submenu' ? find(item.items, id) : undefined
    if (inside) return inside
  }
  return undefined
}

/** Every item with words, at any level, and how many it holds. */
function flat(items: TrayItem[]): { id: string; label: string; inside: number }[] {
  return items.flatMap((item) => {
    if (item.type === 'separator') return []
    const held = item.type === 'submenu' ? item.items : []
    return [{ id: item.id, label: item.label, inside: held.length }, ...flat(held)]
  })
}

const everyState: [string, TrayInput][] = [
  ['starting', { state: 'starting' }],
  ['lost', { state: 'lost' }],
  ['calm', ready()],
  ['empty', ready({ next: [], lastSuccess: null }, [])],
  ['working', ready({ running: [sync('quakes'), sync('issues')] })],
  ['waiting', ready({ waiting: [waiting('battery_low', 3)] })],
  ['offline', ready({ waiting: [waiting('offline', 3)] })],
  ['paused', ready({ pauses: [{ scope: { type: 'all' }, until: at(17, 30), since: noon }] })],
  ['off', ready({ backgroundWork: false })],
  [
    'everything at once',
    ready({
      problems: Array.from({ length: 40 }, (_, n) => problem(`s${n}`, 'http_status')),
      running: [sync('quakes')],
      waiting: [waiting('metered', 2)],
    }),
  ],
]

describe('the tray menu', () => {
  it('offers the whole of product 4.3 when all is calm', () => {
    expect(lines(trayMenu(ready(), wording('en')))).toEqual([
      'Up to date',
      '(Last success 11:02 · Next: GitHub issues 15:00)',
      '—',
      'Open Lull',
      'Sync now ▸',
      '  All enabled sources',
      '  —',
      '  Earthquakes',
      '  GitHub issues',
      'Pause ▸',
      '  30 minutes',
      '  2 hours',
      '  Until tomorrow 8:00',
      '  Until I resume',
      '—',
      'Settings …',
      'Quit — stops background work',
    ])
  })

  it('says the same in Korean', () => {
    expect(lines(trayMenu(ready(), wording('ko')))).toEqual([
      '최신 상태',
      '(마지막 성공 11:02 · 다음: GitHub issues 15:00)',
      '—',
      'Lull 열기',
      '지금 동기화 ▸',
      '  켜진 모든 소스',
      '  —',
      '  Earthquakes',
      '  GitHub issues',
      '일시중지 ▸',
      '  30분',
      '  2시간',
      '  내일 8:00까지',
      '  다시 시작할 때까지',
      '—',
      '설정 …',
      '종료 — 백그라운드 작업이 멈춥니다',
    ])
  })

  it.each(everyState)('has at most 12 items at every level, distinct ids and no empty label: %s', (_title, input) => {
    for (const language of ['en', 'ko'] as const) {
      const menu = trayMenu(input, wording(language))
      expect(menu.length).toBeLessThanOrEqual(12)
      const all = flat(menu)
      for (const { label, inside } of all) {
        expect(label.trim().length).toBeGreaterThan(0)
        expect(label).not.toMatch(/\{\{|tray:/)
        expect(inside).toBeLessThanOrEqual(15)
      }
      const ids = all.map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      expect(find(menu, 'quit')).toBeDefined()
    }
  })

  it('is the same value for the same input, so that it is set only when it changed', () => {
    expect(JSON.stringify(trayMenu(ready(), wording('en')))).toBe(JSON.stringify(trayMenu(ready(), wording('en'))))
  })

  it('COND-4: says that Sync runs over what holds jobs', () => {
    const held = trayMenu(ready({ waiting: [waiting('battery_low', 1)] }), wording('en'))
    expect(find(held, 'sync')).toMatchObject({ label: 'Sync anyway' })
    const offline = trayMenu(ready({ waiting: [waiting('offline', 1)] }), wording('en'))
    expect(find(offline, 'sync')).toMatchObject({ label: 'Sync now' })
  })

  it('leaves out what does not apply instead of greying it', () => {
    const paused = trayMenu(everyState[7]![1], wording('en'))
    expect(find(paused, 'resume')).toMatchObject({
      label: 'Resume now (paused until 17:30)',
      action: { type: 'resume' },
    })
    expect(find(paused, 'pause')).toBeUndefined()
    expect(find(paused, 'sync')).toBeUndefined()
    const off = trayMenu(ready({ backgroundWork: false }), wording('en'))
    expect(find(off, 'turnOn')).toMatchObject({ action: { type: 'turnOn' } })
    expect(find(off, 'sync')).toBeUndefined()
    expect(find(trayMenu(ready({}, [sources[2]!]), wording('en')), 'sync')).toBeUndefined()
    expect(find(trayMenu(ready(), wording('en')), 'problems')).toBeUndefined()
    expect(find(trayMenu(ready({ next: [], lastSuccess: null }), wording('en')), 'times')).toBeUndefined()
  })

  it('a pause of one source leaves the rest of the menu as it is', () => {
    const menu = trayMenu(
      ready({ pauses: [{ scope: { type: 'source', id: 'quakes' }, until: null, since: noon }] }),
      wording('en'),
    )
    expect(find(menu, 'pause')).toBeDefined()
    expect(find(menu, 'sync')).toBeDefined()
  })

  it('names each problem and leads to it', () => {
    const menu = trayMenu(
      ready({ problems: [problem('issues', 'auth_required'), problem('quakes', 'brand_new')] }),
      wording('en'),
    )
    expect(find(menu, 'problem:j-issues')).toMatchObject({
      label: 'GitHub issues: sign in again …',
      action: { type: 'problem', jobId: 'j-issues', sourceId: 'issues' },
    })
    expect(find(menu, 'problem:j-quakes')).toMatchObject({ label: 'Earthquakes: Title is too long.' })
  })

  it('cuts a long name and sends the thirteenth to the window', () => {
    const many = Array.from({ length: 30 }, (_, n) => ({ id: `s${n}`, name: `S${n}${'x'.repeat(200)}`, enabled: true }))
    const menu = trayMenu(ready({}, many), wording('en'))
    expect(find(menu, 'sync:s0')).toMatchObject({ label: expect.stringMatching(/^.{89}…$/) as string })
    expect(find(menu, 'sync:s12')).toBeUndefined()
    expect(find(menu, 'sync:more')).toMatchObject({ action: { type: 'open' } })
  })

  it('its status leads to what waits when something waits', () => {
    const held = trayMenu(ready({ waiting: [waiting('battery_low', 3)] }), wording('en'))
    expect(find(held, 'status')).toMatchObject({ label: 'Waiting for power — 3 jobs', action: { type: 'openWaiting' } })
    expect(find(trayMenu(ready(), wording('en')), 'status')).toMatchObject({ action: { type: 'open' } })
  })

  it('says at Quit that running jobs go on next time', () => {
    expect(find(trayMenu(ready({ running: [sync('quakes'), sync('issues')] }), wording('en')), 'quit')).toMatchObject({
      label: 'Quit — 2 jobs stop at a safe point and continue next time',
    })
  })

  it('OUT-14 says at Quit how many items are not sent yet', () => {
    const unsent = trayMenu(ready({ outbox: { pending: 4, needsYou: 0 } }), wording('en'))
    expect(find(unsent, 'quit')).toMatchObject({ label: 'Quit — 4 items are kept and sent next time' })
  })

  it('offers only Reopen and Quit when the engine is lost', () => {
    expect(lines(trayMenu({ state: 'lost' }, wording('en')))).toEqual([
      '(Stopped working. Nothing was lost; reopen Lull to go on.)',
      '—',
      'Reopen Lull',
      'Quit — stops background work',
    ])
    expect(trayStatus({ state: 'starting' }, wording('en'))).toBe('Starting …')
  })
})

describe('a pause', () => {
  it('lasts as its label says', () => {
    expect(pauseUntil('30m', noon)).toBe(at(12, 30))
    expect(pauseUntil('2h', noon)).toBe(at(14))
    expect(pauseUntil('open', noon)).toBeNull()
  })

  it('until tomorrow ends at 8:00 of the local calendar, also at the end of a month and before dawn', () => {
    expect(pauseUntil('tomorrow', noon)).toBe(new Date(2026, 4, 7, 8).getTime())
    expect(pauseUntil('tomorrow', new Date(2026, 11, 31, 23, 59).getTime())).toBe(new Date(2027, 0, 1, 8).getTime())
    expect(pauseUntil('tomorrow', new Date(2026, 4, 6, 0, 1).getTime())).toBe(new Date(2026, 4, 7, 8).getTime())
  })
})
