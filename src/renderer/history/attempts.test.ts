// Which rows of history are one run.
import type { OccurrenceView } from '@shared/jobs/occurrence'
import { describe, expect, it } from 'vitest'
import { runOf, runsOf, waitedRows } from './attempts'

function row(id: string, attempt: number, result: OccurrenceView['result'], jobId = 'a'): OccurrenceView {
  return {
    id,
    jobId,
    kind: 'feed.sync',
    sourceId: null,
    label: null,
    result,
    trigger: 'schedule',
    attempt,
    marks: [],
    stopReason: null,
    error: null,
    mergedCount: 1,
    dueAt: null,
    startedAt: 1,
    endedAt: 2,
    sums: {},
  }
}
const ids = (rows: readonly OccurrenceView[]): string[][] =>
  runsOf(rows).map(({ attempts }) => attempts.map(({ id }) => id))

describe('OBS-1 the runs of a job', () => {
  it('are its rows, where nothing had to be tried again', () => {
    expect(ids([row('c', 1, 'ran'), row('b', 1, 'failed'), row('a', 1, 'ran')])).toEqual([['c'], ['b'], ['a']])
  })
  it('gather what was tried for the same due time, oldest first', () => {
    const rows = [row('d', 3, 'ran'), row('c', 2, 'retry'), row('b', 1, 'stopped'), row('a', 1, 'ran')]
    expect(ids(rows)).toEqual([['b', 'c', 'd'], ['a']])
    expect(runsOf(rows)[0]?.last.id).toBe('d')
  })
  it('leave out of it what never started, and go on past it', () => {
    const rows = [row('c', 2, 'ran'), row('m', 0, 'merged'), row('b', 1, 'retry')]
    expect(ids(rows)).toEqual([['b', 'c'], ['m']])
  })
  it('begin anew after one that went well, whatever its number', () => {
    expect(ids([row('b', 2, 'failed'), row('a', 1, 'ran')])).toEqual([['b'], ['a']])
  })
  it('are found for a row among those of other jobs', () => {
    const rows = [row('z', 1, 'ran', 'other'), row('b', 2, 'ran'), row('y', 1, 'retry', 'other'), row('a', 1, 'retry')]
    const [, last, , first] = rows
    if (!last || !first) throw new Error('rows')
    expect(runOf(first, rows)).toEqual({ last, attempts: [first, last] })
    expect(runOf(row('gone', 1, 'ran'), rows).attempts.map(({ id }) => id)).toEqual(['gone'])
  })
})

it('what held a run comes the longest first', () => {
  expect(waitedRows({ offline: 1_000, battery_low: 60_000 }).map(({ reason }) => reason)).toEqual([
    'battery_low',
    'offline',
  ])
  expect(waitedRows(undefined)).toEqual([])
})
