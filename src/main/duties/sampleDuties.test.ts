// The sample, imports, the app's own work and its questions, over the real core.

import { granted, refused } from '@shared/errors'
import { createText } from '@shared/i18n/text'
import { plainJson } from '@shared/imports'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@shared/time'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CoreWorld, openCoreWorld } from '../../testing/coreWorld'
import { readingOf, usualDevice } from '../../testing/fakesWorld'
import { sourceDutiesOf } from '../../testing/sourceDutiesOf'
import { startImport } from './importDuties'
import { createQuestions } from './questions'
import { createSampleDuties, type SampleDuties } from './sampleDuties'
import { registerStandingWork } from './standing'

const text = createText('en')
const file = { path: '/photos.json', name: 'photos.json', bytes: 10 }

let world: CoreWorld
let sample: SampleDuties
let forgotten: number

beforeEach(async () => {
  world = await openCoreWorld()
  forgotten = 0
  let ids = 0
  const newId = (): string => `report${++ids}`
  const now = (): number => world.now()
  const { core } = world
  const sources = sourceDutiesOf(world, { newId })
  sample = createSampleDuties({ core, sources, text: () => text, newId, now, forgetAccepted: () => (forgotten += 1) })
})

afterEach(async () => await world.close())

describe('the sample', () => {
  it('D33 works offline: it is signed in, and its first sync runs at once', async () => {
    await world.setReading(readingOf({ ...usualDevice, network: 'none' }, world.now()))
    expect(await sample.add()).toMatchObject({ ok: true, value: { id: 'sample', signedIn: true } })
    await world.advance(SECOND_MS)
    expect(world.runs.map(({ kind }) => kind)).toEqual(['feed.sync'])
    expect(await sample.add()).toMatchObject({ ok: false, refusal: { code: 'sample_exists' } })
  })

  it('sends its reports offline too, each with a key of its own, 10 s after they were written', async () => {
    world.outcomes.set('feed.sync', { type: 'succeeded' })
    await sample.add()
    await world.setReading(readingOf({ ...usualDevice, network: 'none' }, world.now()))
    expect(await sample.sendReports(20)).toEqual({ ok: true, value: { queued: 20 } })
    expect((await world.core.outboxCounts()).pending).toBe(20)
    await world.advance(9 * SECOND_MS)
    expect(world.runs.map(({ kind }) => kind)).toEqual(['feed.sync'])
    await world.advance(2 * SECOND_MS)
    expect(world.runs.map(({ kind }) => kind)).toEqual(['feed.sync', 'outbox.send'])
    const attemptId = world.runs[1]?.attemptId ?? ''
    const taken = await world.core.takeFromOutbox(attemptId, 'sample-reports', 100)
    expect(taken.ok && new Set(taken.value.items.map(({ key }) => key)).size).toBe(20)
  })

  it('removed leaves no source, no destination, nothing to send, and nothing its server accepted', async () => {
    await sample.add()
    await sample.sendReports(3)
    expect(await sample.remove(true)).toEqual({ ok: true, value: {} })
    expect(await world.core.sources()).toEqual([])
    expect(await world.core.destinations()).toEqual([])
    expect((await world.core.outboxCounts()).pending).toBe(0)
    expect(forgotten).toBe(1)
    expect(await sample.sendReports(1)).toMatchObject({ ok: false, refusal: { code: 'source_not_found' } })
  })
})

describe('the sample added again', () => {
  it('before what it left was forgotten keeps the new rows: nothing is dropped under them', async () => {
    world.outcomes.set('feed.sync', { type: 'succeeded' })
    world.outcomes.set('source.forget', { type: 'succeeded' })
    await sample.add()
    await world.core.pause({ type: 'kind', kind: 'source.forget' }, null)
    await sample.remove(true)
    await sample.add()
    await world.core.resume({ type: 'kind', kind: 'source.forget' })
    await world.advance(SECOND_MS)
    expect(world.runs.map(({ kind }) => kind)).toEqual(['feed.sync', 'feed.sync'])
  })
})

describe('an import', () => {
  it('runs at once over soft holds, and a second into the same table is refused while it runs', async () => {
    await world.setPreferences({ onlyWhenIdle: true })
    const request = { file, table: 'Photos', reading: plainJson, isTrial: false, keyField: 'id' }
    const first = await startImport(world.core, () => 'i', request)
    await world.advance(0)
    expect(first.ok).toBe(true)
    expect(world.runs.map(({ kind, input }) => [kind, input])).toMatchObject([
      ['file.import', { path: '/photos.json' }],
    ])
    const second = await startImport(world.core, () => 'j', { ...request, table: 'photos' })
    expect(second).toMatchObject({ ok: false, refusal: { code: 'import_running', data: { table: 'photos' } } })
  })
})

describe('the name of an imported table', () => {
  it.each(['_columns', 'sqlite_master', 'SQLITE_x', 'a\u0000b'])('is refused when it is %j', async (table) => {
    const reply = await startImport(world.core, () => 'i', {
      file,
      table,
      reading: plainJson,
      isTrial: false,
      keyField: null,
    })
    expect(reply).toMatchObject({ ok: false, refusal: { code: 'table_reserved' } })
    await world.advance(0)
    expect(world.runs).toEqual([])
  })
})

describe('the daily clean', () => {
  it('waits for power and for the user to be away, and runs once a day', async () => {
    world.outcomes.set('clean', { type: 'succeeded' })
    await registerStandingWork(world.core)
    await world.advance(6 * MINUTE_MS)
    expect(world.runs).toEqual([])
    await world.setReading(readingOf({ ...usualDevice, charging: true, idle: true }, world.now()))
    await world.advance(6 * SECOND_MS)
    expect(world.runs.map(({ kind }) => kind)).toEqual(['clean'])
    await registerStandingWork(world.core)
    await world.advance(HOUR_MS)
    expect(world.runs).toHaveLength(1)
    const clean = await world.core.query({ kinds: ['clean'] })
    expect(clean.ok && clean.value.rows[0]?.nextRunAt).toBeGreaterThan(world.now() + DAY_MS - 2 * HOUR_MS)
  })
})

describe('questions', () => {
  it('asks about starting at login once, after the first source, and about a missing tray', async () => {
    const answers: string[] = []
    let tray = true
    const questions = createQuestions({
      core: world.core,
      trayAvailable: async () => tray,
      startAtLogin: () => false,
      carryOut: async (id, answer) => {
        answers.push(`${id} ${answer}`)
        return answers.length === 1 ? refused('login_on_failed', 'no') : granted({})
      },
    })
    expect(await questions.list()).toEqual([])
    await sample.add()
    expect(await questions.list()).toEqual([{ id: 'startAtLogin' }])
    expect(await questions.answer('startAtLogin', 'yes')).toMatchObject({ ok: false })
    expect(await questions.list()).toEqual([{ id: 'startAtLogin' }])
    await questions.answer('startAtLogin', 'no')
    expect(await questions.list()).toEqual([])
    tray = false
    expect(await questions.list()).toEqual([{ id: 'noTray' }])
    expect(answers).toEqual(['startAtLogin yes', 'startAtLogin no'])
  })
})
