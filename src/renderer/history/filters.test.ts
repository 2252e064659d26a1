// What the history is narrowed to.
import { DAY_MS, HOUR_MS } from '@shared/time'
import { expect, it } from 'vitest'
import { isFiltered, noFilters, queryOf } from './filters'

it('OBS-1 no filter asks for everything', () => {
  expect(queryOf(noFilters, 0)).toEqual({})
  expect(isFiltered(noFilters)).toBe(false)
})

it('OBS-1 each filter asks for its own', () => {
  const filters = {
    kind: 'clean',
    result: 'failed',
    trigger: 'user',
    sourceId: 's',
    period: 'any',
    jobId: 'j',
  } as const
  expect(queryOf(filters, 0)).toEqual({
    kinds: ['clean'],
    results: ['failed'],
    triggers: ['user'],
    sourceId: 's',
    jobId: 'j',
  })
  expect(isFiltered({ ...noFilters, sourceId: 's' })).toBe(true)
})

it('a period is the same question for an hour', () => {
  const week = { ...noFilters, period: '7' } as const
  const at = 100 * DAY_MS
  expect(queryOf(week, at + 1)).toEqual({ since: 93 * DAY_MS })
  expect(queryOf(week, at + HOUR_MS - 1)).toEqual(queryOf(week, at))
  expect(queryOf(week, at + HOUR_MS)).not.toEqual(queryOf(week, at))
})
