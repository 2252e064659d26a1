// The decision by itself: order, slots, names, kinds, probing, stops; and that it is idempotent on the real engine (D25).
import { noConstraints } from '@shared/jobs/constraints'
import type { Kind } from '@shared/jobs/kind'
import { defaultBackoff } from '@shared/jobs/schedule'
import { defaultPreferences } from '@shared/preferences'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readingOf, usualDevice } from '../../testing/fakesWorld'
import type { GateState } from './eligibility'
import { type Candidate, type LiveAttempt, type PlanInput, plan } from './plan'
import { newJob, readRequest } from './requests'

const kind = (name: string, more: Partial<Kind> = {}): Kind => ({
  name,
  input: { safeParse: (data: unknown) => ({ success: true, data }) } as Kind['input'],
  constraints: noConstraints,
  backoff: defaultBackoff,
  timeClass: 'normal',
  shown: true,
  ...more,
})
const calendar = { next: () => null, isValid: () => false }
const ports = { kindNamed: kind, calendar, clock: { now: () => 0, monotonic: () => 0, uptime: () => 0 } }
const open: GateState = {
  openness: 'open',
  reasons: [],
  origin: null,
  until: null,
  needs: {
    network: { value: 'notRequired', from: 'kind' },
    charging: { value: false, from: 'kind' },
    batteryNotLow: { value: false, from: 'kind' },
    idle: { value: false, from: 'kind' },
    storageNotLow: { value: false, from: 'kind' },
  },
}

function candidate(
  id: string,
  more: Partial<Candidate> & { dueAt?: number; urged?: 0 | 1; kind?: string } = {},
): Candidate {
  const spec = readRequest({ kind: more.kind ?? 'a', input: {} }, ports)
  if (!spec.ok) throw new Error(spec.refusal.code)
  const job = newJob(
    spec.value,
    { id, gateId: 1, state: 'enqueued', soleName: null, trigger: 'schedule', now: 0 },
    calendar,
  )
  const gate = { id: 1, kind: job.kind, sourceId: null, choicesJson: '{}', rank: 4, periodic: 0 as const }
  const { dueAt = 0, urged = 0, ...rest } = more
  return { gate, state: open, names: [], by: 'gate', ...rest, job: { ...job, dueAt, urged } }
}

function live(id: string, more: Partial<LiveAttempt> = {}): LiveAttempt {
  const usual = { names: [], origin: null, stopping: false, isAutomatic: true, isHeldByUser: false, isOverTime: false }
  return { id, jobId: `job-of-${id}`, kind: 'a', needs: noConstraints, ...usual, ...more }
}

function input(more: Partial<PlanInput> = {}): PlanInput {
  return {
    slots: 2,
    isQuitting: false,
    reading: readingOf(usualDevice, 0),
    preferences: defaultPreferences,
    quietUntil: null,
    live: [],
    candidates: [],
    kindNamed: kind,
    isProbing: () => false,
    expeditedLeft: Number.POSITIVE_INFINITY,
    ...more,
  }
}
const started = (more: Partial<PlanInput>): string[] => plan(input(more)).start.map(({ job }) => job.id)

describe('plan', () => {
  it('starts no more than there are slots, earliest due first, then by id', () => {
    const candidates = [candidate('c', { dueAt: 1 }), candidate('b'), candidate('a', { dueAt: 2 }), candidate('d')]
    expect(started({ candidates })).toEqual(['b', 'd'])
    expect(started({ candidates, live: [live('x')] })).toEqual(['b'])
    expect(started({ candidates, live: [live('x'), live('y', { stopping: true })] })).toEqual([])
  })

  it('what the user asked for goes before everything', () => {
    expect(started({ candidates: [candidate('a'), candidate('b', { dueAt: 9, urged: 1 })], slots: 1 })).toEqual(['b'])
  })

  it('D22 leaves alone what holds the same name, or is still winding down', () => {
    const named = candidate('a', { names: ['n'] })
    expect(started({ candidates: [named], live: [live('x', { names: ['n'], stopping: true })] })).toEqual([])
    expect(started({ candidates: [named], live: [live('x', { jobId: 'a', stopping: true })] })).toEqual([])
    expect(started({ candidates: [named, candidate('b', { names: ['n'] })] })).toEqual(['a', 'b'])
  })

  it('keeps to the limit of a kind', () => {
    const kindNamed = (name: string) => kind(name, name === 'single' ? { concurrency: 1 } : {})
    const candidates = [candidate('a', { kind: 'single' }), candidate('b', { kind: 'single' }), candidate('c')]
    expect(started({ candidates, kindNamed })).toEqual(['a', 'c'])
  })

  it('D17 sends one to a probing origin', () => {
    const state = { ...open, origin: 'https://one.example' }
    const candidates = [candidate('a', { state }), candidate('b', { state })]
    expect(started({ candidates, isProbing: () => true })).toEqual(['a'])
    expect(started({ candidates })).toEqual(['a', 'b'])
  })

  it('refuses a kind that is not known and starts the others', () => {
    const kindNamed = (name: string) => (name === 'gone' ? undefined : kind(name))
    const decided = plan(input({ kindNamed, candidates: [candidate('a', { kind: 'gone' }), candidate('b')] }))
    expect([decided.refuse.map(({ job }) => job.id), decided.start.map(({ job }) => job.id)]).toEqual([['a'], ['b']])
  })

  it('D12 stops for the first reason in order, once', () => {
    const needs = { ...noConstraints, charging: true, idle: true, network: 'unmetered' } as const
    const reading = readingOf({ ...usualDevice, network: 'none' }, 0)
    const stops = (attempt: LiveAttempt, more: Partial<PlanInput> = {}) =>
      plan(input({ live: [attempt], reading, ...more })).stop.map(({ reason }) => reason)
    expect(stops(live('x', { needs, isHeldByUser: true, isOverTime: true }), { isQuitting: true })).toEqual(['quit'])
    expect(stops(live('x', { needs, isHeldByUser: true, isOverTime: true }))).toEqual(['paused'])
    expect(stops(live('x', { needs, isOverTime: true }))).toEqual(['timeout'])
    expect(stops(live('x', { needs }))).toEqual(['charging'])
    expect(stops(live('x', { needs: { ...needs, charging: false } }))).toEqual(['network'])
    expect(stops(live('x', { needs: { ...noConstraints, idle: true } }))).toEqual(['idle'])
    expect(stops(live('x', { needs, stopping: true }))).toEqual([])
  })

  it('starts nothing while it ends', () => {
    expect(started({ candidates: [candidate('a')], isQuitting: true })).toEqual([])
  })

  it('D25 carried out, it leaves nothing to plan, whatever the input', () => {
    const names = fc.subarray(['n', 'm'])
    const attempts = fc.uniqueArray(fc.record({ id: fc.nat(5), stopping: fc.boolean(), names }), {
      selector: ({ id }) => id,
    })
    const jobs = fc.uniqueArray(
      fc.record({ id: fc.nat(9), dueAt: fc.nat(3), names, kind: fc.constantFrom('a', 'single') }),
      { selector: ({ id }) => id },
    )
    fc.assert(
      fc.property(attempts, jobs, fc.nat(4), (running, waiting, slots) => {
        const kindNamed = (name: string) => kind(name, name === 'single' ? { concurrency: 1 } : {})
        const before = running.map(({ id, ...more }) => live(`x${id}`, more))
        const candidates = waiting.map(({ id, ...more }) => candidate(`j${id}`, more))
        const first = plan(input({ slots, live: before, candidates, kindNamed }))
        const chosen = new Set(first.start.map(({ job }) => job.id))
        const after = [
          ...before,
          ...first.start.map(({ job }) => live(`y${job.id}`, { jobId: job.id, kind: job.kind })),
        ]
        const rest = candidates.filter(({ job }) => !chosen.has(job.id))
        const second = plan(input({ slots, live: after, candidates: rest, kindNamed }))
        expect(second).toEqual({ stop: [], start: [], refuse: [], drop: [] })
      }),
    )
  })
})
