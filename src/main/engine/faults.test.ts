// What goes wrong around the engine: a disk that is full, a handler's kind that changed, a bug in a turn, a sensor that is silent.
import { unknownDevice } from '@shared/device'
import { kindNamed } from '@shared/jobs/kinds'
import { defaultPreferences } from '@shared/preferences'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { hang, idOf, ok, oneTime, seconds, told } from '../../testing/builders'
import { createFakeRunner } from '../../testing/fakesRunner'
import { createFakeTime } from '../../testing/fakesWorld'
import { type Harness, openHarness } from '../../testing/harness'
import { openTestDatabase } from '../../testing/testDatabase'
import { createEngineStore } from '../store/engineStore'
import { createEngine, type Engine } from './engine'

describe('a full disk', () => {
  let h: Harness
  afterEach(async () => await h.close())

  it('rejects calls, keeps what had happened, and writes it once there is room', async () => {
    h = await openHarness()
    const { handler, end } = told()
    h.handle('a', handler)
    const id = idOf(await h.jobs.enqueue([oneTime('a')]))
    const pages = Number(h.db().pragma('page_count', { simple: true }))
    h.db().pragma(`max_page_count = ${pages}`)
    end(ok('x'.repeat(60_000)))
    await h.settle()
    expect((await h.view(id)).state).toBe('running')
    await expect(h.jobs.enqueue([oneTime('a', { input: 'x'.repeat(60_000) })])).rejects.toThrow(/full/)
    h.db().pragma('max_page_count = 1000000')
    await h.advance(seconds(2))
    expect((await h.view(id)).state).toBe('succeeded')
    expect(h.history(id)).toMatchObject([{ result: 'ran' }])
  })

  it('SC-21 an input that its kind does not read any more fails without an attempt', async () => {
    h = await openHarness()
    h.handle('a', () => ok())
    const id = idOf(await h.jobs.enqueue([oneTime('a', { initialDelayMs: 1_000, input: { old: 1 } })]))
    h.handle('a', () => ok(), { input: z.object({ fresh: z.number() }) })
    await h.advance(seconds(1))
    expect(await h.view(id)).toMatchObject({ state: 'failed', attempts: 0, error: { code: 'invalid_input' } })
    expect(h.history(id)).toMatchObject([{ result: 'failed', attempt: 0, startedAt: null }])
  })
})

describe('a device that says nothing', () => {
  it('is waited for 5 s by what needs it, and by nothing else', async () => {
    const time = createFakeTime(1_000)
    const runner = createFakeRunner(time)
    runner.handle('a', hang)
    runner.handle('clean', hang)
    const engine: Engine = createEngine({
      store: createEngineStore(openTestDatabase()),
      runner,
      alarm: { set: () => undefined },
      clock: time,
      calendar: { next: () => null, isValid: () => false },
      random: () => 0,
      newId: () => `id-${Math.random()}`,
      log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
      sources: { sourceSwitches: () => [], sourceSucceeded: () => undefined },
      kindNamed: (name) => kindNamed(name) ?? kindNamed('diagnostic.noop'),
      preferences: defaultPreferences,
      emit: () => undefined,
      slots: 2,
      defer: (flush) => void setImmediate(flush),
      later: (work, delayMs) => void time.later(work, delayMs),
      instanceId: 'one',
    })
    const rest = async (): Promise<void> => {
      for (let turns = 0; turns < 5; turns += 1) await new Promise((resolve) => void setImmediate(resolve))
    }
    await engine.start()
    await engine.queue.enqueue([oneTime('a'), oneTime('clean', { constraints: { charging: true, idle: false } })])
    await rest()
    expect([runner.runs('a').length, runner.runs('clean').length]).toEqual([1, 0])
    for (let left = 5_000; left > 0; ) {
      const { tookMs, fire } = time.step(left)
      left -= tookMs
      fire?.()
    }
    engine.alarmFired()
    await rest()
    expect(runner.runs('clean')).toHaveLength(1)
    engine.deviceChanged({ ...unknownDevice, power: { ...unknownDevice.power, source: 'battery' } })
    await rest()
    expect(runner.runs('clean')[0]?.stopReason).toBe('charging')
  })
})
