// Which pauses hold a job, and what a run goes over.
import { createText } from '@shared/i18n/text'
import type { Pause, PauseScope } from '@shared/queue'
import { describe, expect, it } from 'vitest'
import { actionWord, overText, pausesOver } from './jobActs'

const text = createText('en')
const job = { jobId: 'a', kind: 'feed.sync', sourceId: 's', label: null }
const pause = (scope: PauseScope): Pause => ({ scope, until: null, since: 0 })

describe('the pauses over a job', () => {
  it('are those of everything, its kind, its source and itself, its own first', () => {
    const scopes: PauseScope[] = [
      { type: 'all' },
      { type: 'kind', kind: 'feed.sync' },
      { type: 'kind', kind: 'clean' },
      { type: 'source', id: 's' },
      { type: 'source', id: 'other' },
      { type: 'job', id: 'a' },
    ]
    expect(pausesOver(job, scopes.map(pause)).map((scope) => scope.type)).toEqual(['job', 'all', 'kind', 'source'])
  })
  it('of others do not hold it', () => expect(pausesOver(job, [pause({ type: 'job', id: 'b' })])).toEqual([]))
})

it('COND-4 what a run goes over is said in words, holds that no run goes over and unknown codes are not', () => {
  expect(overText(['battery_low', 'metered', 'offline', 'future_code'], text)).toBe('battery low, metered network')
  expect(overText([], text)).toBe('')
})

it('a reason that only time ends has no button', () => {
  expect([actionWord('none', text), actionWord('sign_in', text)]).toEqual([null, 'Sign in'])
})
