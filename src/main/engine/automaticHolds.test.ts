// What holds work beside its own constraints: the system's battery saver, a computer that is warm, and what the user says of a network.
import { reasonAction, reasonCodes } from '@shared/jobs/reasons'
import { defaultPreferences, type NetworkRule } from '@shared/preferences'
import { afterEach, describe, expect, it } from 'vitest'
import { codeOf, hang, idOf, ok, oneTime, periodic, seconds } from '../../testing/builders'
import { type Harness, openHarness } from '../../testing/harness'
import { givesWayToUser } from './eligibility'

let h: Harness
const enqueue = async (more = {}): Promise<string> => idOf(await h.jobs.enqueue([oneTime('a', more)]))
const first = async (id: string): Promise<string | undefined> => (await h.view(id)).reasons[0]?.code
const state = async (id: string): Promise<string> => (await h.view(id)).state

afterEach(async () => await h.close())

it('D21 run now is offered for exactly the reasons that give way to it', async () => {
  h = await openHarness()
  // Nothing raises fullscreen: no system tells of it.
  const codes = reasonCodes.filter((code) => code !== 'fullscreen')
  expect(codes.filter(givesWayToUser)).toEqual(codes.filter((code) => reasonAction(code) === 'run_now'))
})

describe('the battery saver of the system', () => {
  it('COND-1 COND-6 holds automatic work on battery, stops what runs, and lets it go on 5 s after it went off', async () => {
    h = await openHarness()
    h.handle('a', hang)
    const id = await enqueue()
    await h.setDevice({ saver: true })
    expect(await h.view(id)).toMatchObject({ state: 'enqueued', stopReason: 'battery', failures: 0 })
    expect(await first(id)).toBe('battery_saver')
    await h.setDevice({ saver: false })
    expect(await first(id)).toBe('settling')
    await h.advance(seconds(5))
    expect(await state(id)).toBe('running')
  })

  it('D19 holds nothing while plugged in, where power is not known, and where the user does not want it', async () => {
    h = await openHarness({ device: { saver: true, charging: true } })
    h.handle('a', hang)
    expect(await state(await enqueue())).toBe('running')
    await h.jobs.cancelAll()
    await h.setDevice({ charging: false })
    const id = await enqueue()
    expect(await first(id)).toBe('battery_saver')
    await h.setPreferences({ waitOnBatterySaver: false })
    expect(await state(id)).toBe('running')
  })

  it('D21 gives way to Run now, whose run it does not stop, and does not hold what a person asked for', async () => {
    h = await openHarness({ device: { saver: true } })
    h.handle('a', hang)
    h.handle('b', () => ok(), { asked: true })
    const id = await enqueue()
    expect(await h.jobs.runNow(id)).toEqual({ ok: true, value: { overrides: ['battery_saver'] } })
    expect(await state(id)).toBe('running')
    await h.setDevice({ saver: false })
    await h.setDevice({ saver: true })
    expect(await state(id)).toBe('running')
    expect(await state(idOf(await h.jobs.enqueue([oneTime('b')])))).toBe('succeeded')
  })
})

describe('a computer that is warm', () => {
  it('starts no automatic work, lets what runs end, and holds nothing where no system tells', async () => {
    h = await openHarness()
    h.handle('a', hang)
    const running = await enqueue()
    await h.setDevice({ isHot: true })
    expect(await state(running)).toBe('running')
    const held = await enqueue()
    expect(await first(held)).toBe('thermal')
    await h.setDevice({ isHot: undefined })
    await h.advance(seconds(5))
    expect(await state(held)).toBe('running')
    await h.jobs.cancelAll()
    await h.setDevice({ isHot: true })
    const urged = await enqueue()
    expect(await h.jobs.runNow(urged)).toEqual({ ok: true, value: { overrides: ['thermal'] } })
  })
})

describe('COND-5 the user’s word for a network', () => {
  const rule = (use: NetworkRule['use']) => ({ networkRules: [{ networkId: 'home', name: 'Home', use }] })

  it.each([
    ['unmetered', 'metered', 'unmetered', 'running'],
    ['metered', 'unmetered', 'unmetered', 'metered'],
    ['metered', 'unknown-metered', 'unmetered', 'metered'],
    ['unmetered', 'unknown-metered', 'unmetered', 'running'],
    ['metered', 'unmetered', 'metered', 'running'],
    ['unmetered', 'metered', 'metered', 'not_metered'],
  ] as const)('%s wins over %s of the system, for work that needs it %s', async (use, network, needs, outcome) => {
    h = await openHarness({ device: { network }, preferences: { ...rule(use), unknownMeteredAs: 'metered' } })
    h.handle('a', hang)
    const id = await enqueue({ constraints: { network: needs } })
    expect((await first(id)) ?? (await state(id))).toBe(outcome)
  })

  it('never: nothing that needs a network starts or goes on there, not even by hand; the next network settles first', async () => {
    h = await openHarness()
    h.handle('a', hang)
    const id = await enqueue({ constraints: { network: 'connected' } })
    const local = await enqueue()
    await h.setPreferences(rule('never'))
    expect(await h.view(id)).toMatchObject({ state: 'enqueued', stopReason: 'network' })
    expect((await h.view(id)).reasons).toEqual([{ code: 'network_not_allowed', data: { name: 'Home' } }])
    expect(await state(local)).toBe('running')
    expect(codeOf(await h.jobs.runNow(id))).toBe('network_not_allowed')
    await h.setDevice({ networkId: 'office' })
    expect(await first(id)).toBe('settling')
    await h.advance(seconds(5))
    expect(await state(id)).toBe('running')
  })

  it('is not asked of a network that no system names, nor while offline', async () => {
    h = await openHarness({ device: { networkId: null }, preferences: rule('never') })
    h.handle('a', hang)
    const id = await enqueue({ constraints: { network: 'connected' } })
    expect(await state(id)).toBe('running')
    await h.setDevice({ networkId: 'home', network: 'none' })
    expect((await h.view(id)).reasons.map(({ code }) => code)).toEqual(['offline'])
  })

  it('holds nothing that is not due', async () => {
    h = await openHarness({ preferences: rule('never') })
    h.handle('a', hang)
    const later = periodic('a', 3_600_000, { constraints: { network: 'connected' }, initialDelayMs: 60_000 })
    const id = idOf(await h.jobs.enqueue([later]))
    expect((await h.view(id)).reasons.map(({ code }) => code)).toEqual(['not_due'])
    expect(defaultPreferences.networkRules).toEqual([])
  })
})

it('background work off holds as disabled, and lets what runs stop', async () => {
  h = await openHarness()
  h.handle('a', hang)
  const id = idOf(await h.jobs.enqueueUniquePeriodic('a', 'keep', periodic('a', 900_000)))
  await h.setPreferences({ backgroundWork: false })
  expect(await h.view(id)).toMatchObject({ state: 'enqueued', stopReason: 'paused', reasons: [{ code: 'disabled' }] })
  await h.setPreferences({ backgroundWork: true })
  expect((await h.view(id)).state).toBe('running')
})
