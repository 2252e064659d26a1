// How a source is doing, and its own conditions as switches.
import { createText } from '@shared/i18n/text'
import { type ConstraintChoices } from '@shared/jobs/constraints'
import type { JobView } from '@shared/jobs/job'
import type { SourceView } from '@shared/sources'
import { describe, expect, it } from 'vitest'
import { conditionsFor, isSet, ownConditions, withCondition } from '../forms/ownConditions'
import { hostOf, needsNetwork, sourceState } from './sourceState'

const source = (change: Partial<SourceView> = {}): SourceView => ({
  id: 'a',
  name: 'Items',
  servedBy: 'url',
  url: 'https://example.com:8443/items',
  recordsPath: '',
  keyField: 'id',
  paginator: { type: 'single' },
  auth: 'none',
  everyMs: null,
  constraints: {},
  table: 'items',
  enabled: true,
  createdAt: 0,
  lastSuccessAt: null,
  signedIn: null,
  jobId: 'j',
  deletesAnswer: null,
  ...change,
})
const job = (change: Partial<JobView> = {}): JobView =>
  ({ id: 'j', state: 'enqueued', reasons: [{ code: 'not_due', until: 1 }], error: null, ...change }) as JobView

describe('a source', () => {
  it('says when it runs next, or why it does not run now (COND-1)', () => {
    expect(sourceState(source(), job())).toMatchObject({ meaning: 'scheduled', reason: { code: 'not_due' } })
    expect(sourceState(source(), job({ reasons: [{ code: 'offline' }] }))).toMatchObject({
      meaning: 'waiting',
      reason: { code: 'offline' },
    })
  })

  it('that failed and is planned again still says that it failed', () => {
    const failed = job({ error: { code: 'not_found', message: '404' } })
    expect(sourceState(source(), failed)).toMatchObject({ meaning: 'failed', reason: { code: 'not_due' } })
  })

  it('PULL-15 whose deletions are held needs an answer, and has not failed', () => {
    const held = job({ error: { code: 'mass_delete_guard', message: 'x' } })
    expect(sourceState(source(), held)).toMatchObject({ meaning: 'needsYou', word: 'words:state_needs_you' })
    expect(sourceState(source(), { ...held, state: 'running', reasons: [] }).meaning).toBe('working')
  })

  it('that is switched off says so, but not while its last run goes on', () => {
    expect(sourceState(source({ enabled: false }), job())).toMatchObject({
      meaning: 'off',
      reason: { code: 'disabled' },
    })
    const running = job({ state: 'running', reasons: [] })
    expect(sourceState(source({ enabled: false }), running)).toMatchObject({ meaning: 'working', reason: null })
  })

  it('without a job says what is so: signed out, or not planned', () => {
    expect(sourceState(source({ signedIn: false }), null).sentence).toBe('sources:signed_out_sentence')
    expect(sourceState(source({ signedIn: true }), null).sentence).toBe('sources:no_sync_sentence')
  })

  it('is known by its host, and the sample by none', () => {
    expect(hostOf(source())).toBe('example.com:8443')
    expect(hostOf(source({ servedBy: 'sample', url: 'sample:/matches' }))).toBeNull()
    expect([needsNetwork(source()), needsNetwork(source({ url: 'http://[::1]:1/' }))]).toEqual([true, false])
  })
})

describe('its own conditions', () => {
  it('are each switched alone, and what this form does not know stays', () => {
    const before: ConstraintChoices = { network: 'metered', charging: true }
    const [unmetered, charging, idle] = ownConditions
    if (!unmetered || !charging || !idle) throw new Error('three at least')
    expect([isSet(before, unmetered), isSet(before, charging), isSet(before, idle)]).toEqual([false, true, false])
    expect(withCondition(before, idle, true)).toEqual({ ...before, idle: true })
    expect(withCondition(before, charging, false)).toEqual({ network: 'metered' })
  })

  it('come back as they were after on and off', () => {
    for (const condition of ownConditions) {
      const on = withCondition({}, condition, true)
      expect(isSet(on, condition)).toBe(true)
      expect(withCondition(on, condition, false)).toEqual({})
    }
  })

  it('ask for no network where none is needed, and have words in both languages', () => {
    expect(conditionsFor(false).map((condition) => condition.id)).not.toContain('unmetered')
    const [en, ko] = [createText('en'), createText('ko')]
    expect(ownConditions.every(({ word }) => en(word) !== ko(word))).toBe(true)
  })
})
