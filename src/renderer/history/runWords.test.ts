// One ended run in words.
import { createText } from '@shared/i18n/text'
import type { OccurrenceView } from '@shared/jobs/occurrence'
import { describe, expect, it } from 'vitest'
import { markWords, meaningOf, resultWords, runWords, sumsWords, tookMs } from './runWords'

const text = createText('en')
const run: OccurrenceView = {
  id: 'o',
  jobId: 'a',
  kind: 'feed.sync',
  sourceId: null,
  label: null,
  result: 'ran',
  trigger: 'schedule',
  attempt: 1,
  marks: [],
  stopReason: null,
  error: null,
  mergedCount: 1,
  dueAt: null,
  startedAt: 1_000,
  endedAt: 9_000,
  sums: {},
}

describe('the sums', () => {
  it('PULL-30 say what came, without zeros', () => {
    expect(sumsWords({ inserted: 1_204, updated: 0, deleted: 3 }, text, 'en')).toBe('1,204 new, 3 removed')
  })
  it('PULL-9 say that nothing was new where the server said so', () => {
    expect(sumsWords({ requests: 1, notModified: 1 }, text, 'en')).toBe('Nothing new')
  })
  it('say what was freed', () => expect(sumsWords({ freedBytes: 1.2e8 }, text, 'en')).toBe('120 MB freed'))
  it('are silent where a kind has none', () => expect(sumsWords({}, text, 'en')).toBe(''))
})

describe('the line of a run', () => {
  it('tells the error before the sums', () => {
    const failed = { ...run, sums: { inserted: 3 }, error: { code: 'no_sentence_for_this', message: 'It broke.' } }
    expect(runWords(failed, text, 'en')).toBe('It broke.')
  })
  it('tells why it stopped', () => {
    expect(runWords({ ...run, result: 'stopped', stopReason: 'network' }, text, 'en')).toBe('The network went away')
  })
  it('tells what a run that was stopped had done until then', () => {
    const stopped = {
      ...run,
      result: 'stopped',
      stopReason: 'cancelled',
      sums: { inserted: 1_204, updated: 0 },
    } as const
    expect(runWords(stopped, text, 'en')).toBe('Cancelled by you · 1,204 new')
    expect(runWords({ ...stopped, sums: { unchanged: 0 } }, text, 'en')).toBe('Cancelled by you')
  })
  it('COND-8 tells how many due times it stands for', () => {
    expect(runWords({ ...run, mergedCount: 3, sums: { inserted: 2 } }, text, 'en')).toBe('2 new · 3 merged')
  })
})

it('COND-4 what it was run over is one sentence, other marks one each', () => {
  const marks = markWords({ ...run, marks: ['override:battery_low', 'deadline', 'override:metered'] }, text)
  expect(marks).toEqual(['Run by you, over: battery low, metered network', 'Ran at its deadline, over soft conditions'])
})

it('IMP-4 an import is called done only when none of its rows was set aside', () => {
  const words = (more: Partial<OccurrenceView>): string => resultWords({ ...run, ...more }, text, 'en')
  const done = words({ kind: 'file.import', sums: { inserted: 3, setAside: 0 } })
  expect(words({ kind: 'file.import', sums: { inserted: 3, setAside: 1_200 } })).toContain('1,200')
  expect(words({ kind: 'file.import', sums: { inserted: 3, setAside: 1_200 } })).not.toBe(done)
  expect(words({ kind: 'file.import', result: 'failed', sums: { setAside: 2 } })).not.toContain('2')
})

it('every result has a shape of its meaning', () => {
  expect([meaningOf('ran'), meaningOf('failed'), meaningOf('stopped')]).toEqual(['done', 'failed', 'paused'])
})

it('one that never started took no time', () => {
  expect([tookMs(run), tookMs({ ...run, startedAt: null })]).toEqual([8_000, null])
})
