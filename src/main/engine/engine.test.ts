// What the engine tells the world: alarms, interest, changes, problems, progress, history; and that it is quiet when there is nothing to do.
import { LONGEST_TIMER_MS } from '@shared/time'
import { afterEach, describe, expect, it } from 'vitest'
import { codeOf, fail, hang, hours, idOf, minutes, ok, oneTime, periodic, seconds } from '../../testing/builders'
import { readingOf, T0, usualDevice } from '../../testing/fakesWorld'
import { type Harness, type HarnessOptions, openHarness } from '../../testing/harness'

let h: Harness
const open = async (options: HarnessOptions = {}): Promise<Harness> => {
  h = await openHarness(options)
  return h
}
const enqueue = async (kind: string, more = {}): Promise<string> => idOf(await h.jobs.enqueue([oneTime(kind, more)]))
const interest = () => {
  const told = h.events().findLast((event) => event.type === 'interest')
  return told?.type === 'interest' ? told.interest : null
}

afterEach(async () => await h.close())

describe('the alarm', () => {
  it('COND-11 is not set while nothing is pending and nothing runs', async () => {
    await open()
    h.handle('a', () => ok())
    expect(h.alarmAt()).toBeNull()
    const id = await enqueue('a', { initialDelayMs: seconds(20) })
    expect(h.alarmAt()).toBe(T0 + seconds(20))
    await h.advance(seconds(20))
    expect((await h.view(id)).state).toBe('succeeded')
    expect(h.alarmAt()).toBeNull()
  })

  it('D16 is never more than 60 s ahead', async () => {
    await open()
    await enqueue('a', { initialDelayMs: hours(5) })
    expect(h.alarmAt()).toBe(T0 + LONGEST_TIMER_MS)
  })

  it('wakes for the limit of time of what runs', async () => {
    await open()
    h.handle('a', hang, { timeClass: 'short' })
    await enqueue('a')
    expect(h.alarmAt()).toBe(T0 + seconds(30))
  })
})

describe('interest in the device', () => {
  it('COND-11 idle is asked for only while a due job waits on it and on nothing else', async () => {
    await open()
    h.handle('a', hang)
    const id = await enqueue('a', { constraints: { idle: true, charging: true }, initialDelayMs: seconds(10) })
    expect(interest()).toBeNull()
    await h.advance(seconds(10))
    expect(interest()).toBeNull()
    await h.setDevice({ charging: true })
    expect(interest()).toEqual({ idle: true, batteryLevel: false, storage: false })
    await h.jobs.cancel(id)
    expect(interest()).toEqual({ idle: false, batteryLevel: false, storage: false })
  })

  it('COND-11 the charge level is asked for only on battery; its reading is awaited for 5 s at most', async () => {
    await open()
    h.handle('a', () => ok())
    const unread = readingOf(usualDevice, T0)
    await h.setReading({ ...unread, power: { ...unread.power, batteryPercent: null } })
    const id = await enqueue('a', { constraints: { batteryNotLow: true } })
    expect(interest()).toMatchObject({ batteryLevel: true })
    expect((await h.view(id)).reasons).toEqual([{ code: 'settling', until: T0 + seconds(5) }])
    await h.setDevice({ batteryLevel: 9 })
    expect((await h.view(id)).reasons).toMatchObject([{ code: 'battery_low' }])
    await h.setReading({ ...unread, power: { ...unread.power, batteryPercent: null } })
    await h.advance(seconds(10))
    expect((await h.view(id)).state).toBe('succeeded')
    expect(interest()).toMatchObject({ batteryLevel: false })
  })

  it('storage is watched while a job that needs it runs', async () => {
    await open()
    h.handle('a', hang)
    const id = await enqueue('a', { constraints: { storageNotLow: true } })
    expect(interest()).toMatchObject({ storage: true })
    await h.jobs.cancel(id)
    expect(interest()).toMatchObject({ storage: false })
  })
})

describe('events', () => {
  it('changes are told at most 10 times a second, the first at once', async () => {
    await open()
    const changes = (): number => h.events().filter((event) => event.type === 'changed').length
    for (let count = 0; count < 50; count += 1) await enqueue('a', { initialDelayMs: hours(1) })
    expect(changes()).toBe(1)
    await h.advance(seconds(1))
    expect(changes()).toBe(2)
  })

  it('progress goes out as it comes, and not after the end', async () => {
    await open()
    h.handle('a', (run) => {
      run.progress({ done: 1 })
      return ok()
    })
    const id = await enqueue('a')
    h.runs('a')[0]?.progress({ done: 2 })
    expect(h.events().filter((event) => event.type === 'progress')).toEqual([
      { type: 'progress', jobId: id, progress: { done: 1 } },
    ])
  })

  it('each attempt is told of at its start and its end', async () => {
    await open()
    h.handle('a', () => fail())
    const id = await enqueue('a')
    const told = h.events().filter((event) => event.type === 'attemptStarted' || event.type === 'attemptEnded')
    expect(told).toMatchObject([
      { type: 'attemptStarted', job: { id, state: 'running', attempts: 1 } },
      { type: 'attemptEnded', occurrence: { jobId: id, result: 'failed' } },
    ])
  })
})

describe('the summary', () => {
  it('groups what is due and held by reason, and names what comes next', async () => {
    await open({ device: { network: 'none' } })
    h.handle('a', hang)
    await h.jobs.enqueue(Array.from({ length: 8 }, () => oneTime('a', { constraints: { network: 'connected' } })))
    await h.jobs.enqueue([oneTime('a', { constraints: { charging: true } }), oneTime('a')])
    await enqueue('a', { initialDelayMs: minutes(2), label: 'later' })
    const summary = h.engine().summary()
    expect(summary.waiting.map(({ code, count, examples }) => [code, count, examples.length])).toEqual([
      ['offline', 8, 5],
      ['on_battery', 1, 1],
    ])
    expect(summary.running).toHaveLength(1)
    expect(summary.next).toMatchObject([{ label: 'later', at: T0 + minutes(2) }])
  })
})

describe('fences', () => {
  it('P9 only a live attempt that was not told to stop owns its job', async () => {
    await open()
    h.handle('a', hang)
    h.handle('b', () => ok())
    const id = await enqueue('a')
    const attemptId = h.runs('a')[0]?.attemptId ?? ''
    expect(h.engine().attemptOwner(attemptId)).toEqual({ jobId: id, sourceId: null, kind: 'a' })
    expect(idOf(await h.engine().enqueueFromAttempt(attemptId, [oneTime('b')]))).toBeTruthy()
    await h.settle()
    expect(h.runs('b')).toMatchObject([{ trigger: 'job' }])
    await h.jobs.cancel(id)
    expect(h.engine().attemptOwner(attemptId)).toBeNull()
    expect(codeOf(await h.engine().enqueueFromAttempt(attemptId, [oneTime('b')]))).toBe('not_owner')
  })
})

it('COND-11 whoever rings the alarm hears when there is none any more', async () => {
  await open()
  await h.jobs.pause({ type: 'all' }, T0 + seconds(30))
  expect(h.alarmAt()).toBe(T0 + seconds(30))
  await h.advance(seconds(30))
  expect(h.alarmAt()).toBeNull()
})

describe('order', () => {
  it('SC-164 300 jobs a year ahead do not delay one that is due', async () => {
    await open()
    h.handle('a', () => ok())
    // Behind the due one's own gate, and behind one that goes before it.
    for (const priority of ['normal', 'high'] as const) {
      const far = oneTime('a', { initialDelayMs: hours(8_760), priority })
      await h.jobs.enqueue(Array.from({ length: 300 }, () => far))
    }
    const due = await enqueue('a')
    expect((await h.view(due)).state).toBe('succeeded')
    expect(h.runs('a').map(({ jobId }) => jobId)).toEqual([due])
    const soon = await enqueue('a', { initialDelayMs: seconds(1) })
    await h.advance(seconds(1))
    expect((await h.view(soon)).state).toBe('succeeded')
  })

  it('SC-162 semantics 1.16: expedited, then priority, then due time', async () => {
    await open({ slots: 1, device: { charging: true } })
    h.handle('a', hang)
    h.handle('b', () => ok())
    const blocker = await enqueue('a')
    const low = await enqueue('b', { priority: 'low' })
    const normal = await enqueue('b')
    const high = await enqueue('b', { priority: 'high' })
    await h.jobs.cancel(blocker)
    expect(h.runs('b').map((run) => run.jobId)).toEqual([high, normal, low])
  })

  it('semantics 1.17: expedited work may use one slot above the limit', async () => {
    await open({ slots: 1 })
    h.handle('a', hang)
    for (const expedited of [false, true, true]) await enqueue('a', { expedited })
    expect(h.runs('a')).toHaveLength(2)
  })

  it('SC-176 without quota on battery expedited work runs as normal, or is dropped where it asked to be', async () => {
    await open({ slots: 4 })
    h.handle('a', () => ok())
    for (let count = 0; count < 20; count += 1) await enqueue('a', { expedited: true })
    expect(await h.view(await enqueue('a', { expedited: true }))).toMatchObject({ state: 'succeeded' })
    expect(await h.view(await enqueue('a', { expedited: true, outOfQuota: 'drop' }))).toMatchObject({
      state: 'cancelled',
    })
    await h.advance(hours(1))
    expect(await h.view(await enqueue('a', { expedited: true, outOfQuota: 'drop' }))).toMatchObject({
      state: 'succeeded',
    })
  })

  it('a kind that allows one at a time gets one slot', async () => {
    await open({ slots: 4 })
    h.handle('a', hang, { concurrency: 1 })
    h.handle('b', hang)
    for (const kind of ['a', 'a', 'b']) await enqueue(kind)
    expect([h.runs('a').length, h.runs('b').length]).toEqual([1, 1])
  })
})

describe('requests', () => {
  it('SC-8 SC-9 expedited work is not delayed, not periodic, and needs no power', async () => {
    await open()
    const code = async (more: object): Promise<string> =>
      codeOf(await h.jobs.enqueue([oneTime('a', { expedited: true, ...more })]))
    expect(await code({ constraints: { charging: true } })).toBe('expedited_constraints')
    expect(await code({ initialDelayMs: 1_000 })).toBe('expedited_delay')
    expect(await code({ schedule: { everyMs: minutes(15) } })).toBe('expedited_periodic')
    expect(await code({ constraints: { network: 'connected', storageNotLow: true } })).toBe('granted')
  })

  it('SC-4 SC-10 out of range is refused, not clamped', async () => {
    await open()
    const code = async (more: object): Promise<string> => codeOf(await h.jobs.enqueue([oneTime('a', more)]))
    expect(await code({ backoff: { policy: 'linear', delayMs: 9_999 } })).toBe('backoff_out_of_range')
    expect(await code({ backoff: { policy: 'linear', delayMs: hours(5) + 1 } })).toBe('backoff_out_of_range')
    expect(await code({ initialDelayMs: Number.MAX_SAFE_INTEGER })).toBe('delay_out_of_range')
    expect(await code({ nonsense: 1 })).toBe('invalid_request')
    expect(codeOf(await h.jobs.enqueue([]))).toBe('empty')
  })

  it('SC-12 an input of 65,536 bytes passes, one more is refused', async () => {
    await open()
    const code = async (input: unknown): Promise<string> => codeOf(await h.jobs.enqueue([oneTime('a', { input })]))
    expect(await code('x'.repeat(65_534))).toBe('granted')
    expect(await code('x'.repeat(65_535))).toBe('input_too_large')
    expect(await code('가'.repeat(21_844))).toBe('granted')
    expect(await code('가'.repeat(21_845))).toBe('input_too_large')
  })

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['a nested undefined', { a: undefined }],
    ['a function', { a: () => 1 }],
    ['NaN', [Number.NaN]],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['a BigInt', 1n],
    ['a Date', new Date(0)],
    ['an instance', { map: new Map() }],
    ['a hole', Array.from({ length: 2 }).fill(1, 0, 1)],
  ])('SC-13 refuses %s as input', async (_, input) => {
    await open()
    expect(codeOf(await h.jobs.enqueue([oneTime('a', { input })]))).toBe('input_not_json')
  })

  it('a periodic job enqueued plainly runs too', async () => {
    await open({ device: { charging: true } })
    h.handle('a', () => ok())
    await h.jobs.enqueue([periodic('a', minutes(1))])
    await h.advance(minutes(2))
    expect(h.runs('a')).toHaveLength(3)
  })
})
