// What a request may be: refused with a code or taken as it is, never bent (scenarios A, semantics 1.1).
import { afterEach, describe, expect, it } from 'vitest'
import { codeOf, hours, idOf, minutes, oneTime, periodic, seconds } from '../../testing/builders'
import { type Harness, type HarnessOptions, openHarness } from '../../testing/harness'

let h: Harness
const open = async (options: HarnessOptions = {}): Promise<Harness> => {
  h = await openHarness({ device: { charging: true }, ...options })
  return h
}

afterEach(async () => await h.close())

const later = { initialDelayMs: hours(1) }
const codeFor = async (more: object): Promise<string> => codeOf(await h.jobs.enqueue([oneTime('a', more)]))

describe('a request', () => {
  it('SC-1 used twice makes two jobs that differ only in their id', async () => {
    await open()
    const request = oneTime('a', { ...later, tags: ['t'], priority: 'high' })
    const first = idOf(await h.jobs.enqueue([request]))
    const second = idOf(await h.jobs.enqueue([request]))
    expect(second).not.toBe(first)
    expect({ ...(await h.view(second)), id: '' }).toEqual({ ...(await h.view(first)), id: '' })
  })

  it('SC-5 may have a backoff of its own and need an idle computer', async () => {
    await open()
    const backoff = { policy: 'linear', delayMs: minutes(1) } as const
    const id = idOf(await h.jobs.enqueue([oneTime('a', { ...later, backoff, constraints: { idle: true } })]))
    expect(await h.view(id)).toMatchObject({ backoff, constraints: { idle: true } })
  })

  it('SC-6 an interval of a minute is taken as it is, anything shorter refused', async () => {
    await open()
    const id = idOf(await h.jobs.enqueueUniquePeriodic('p', 'keep', periodic('a', minutes(1), later)))
    expect((await h.view(id)).schedule).toEqual({ everyMs: minutes(1) })
    const short = periodic('a', minutes(1) - 1)
    expect(codeOf(await h.jobs.enqueueUniquePeriodic('q', 'keep', short))).toBe('interval_too_short')
  })

  it.each([
    ['undefined', undefined],
    ['a function', () => 1],
    ['a date', new Date(0)],
    ['a class instance', new URL('https://example.org')],
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['a BigInt', 1n],
    ['a symbol', Symbol('s')],
    ['a map', new Map()],
    ['a hole', new Array(1)],
  ])('SC-13 %s is refused, and deep inside as well', async (_, value) => {
    await open()
    expect(await codeFor({ input: value })).toBe('input_not_json')
    expect(await codeFor({ input: { list: [{ value }] } })).toBe('input_not_json')
    expect(await h.jobs.count({})).toEqual({ ok: true, value: 0 })
  })

  it.each([
    ['backoff_out_of_range', { backoff: { policy: 'linear', delayMs: seconds(10) - 1 } }],
    ['backoff_out_of_range', { backoff: { policy: 'linear', delayMs: hours(5) + 1 } }],
    ['delay_out_of_range', { initialDelayMs: -1 }],
    ['invalid_request', { maxAttempts: 0 }],
    ['invalid_request', { deadlineMs: 0 }],
    ['invalid_request', { priority: 'urgent' }],
    ['invalid_request', { merger: 'other' }],
    ['invalid_request', { unheardOf: 1 }],
  ])('is refused with %s, not bent to fit: %j', async (code, more) => {
    await open()
    expect(await codeFor(more)).toBe(code)
  })

  it('after other jobs brings only its part of the input; at the head of a chain all of it', async () => {
    await open()
    const part = { kind: 'diagnostic.noop', input: 'not its input' }
    h.handle('diagnostic.noop', () => ({ type: 'succeeded' }))
    expect(codeOf(await h.jobs.begin([part]).enqueue())).toBe('invalid_input')
    const chain = h.jobs.begin([oneTime('a', later)]).then([part])
    expect(codeOf(await chain.enqueue())).toBe('granted')
    const id = chain.ids[0] ?? ''
    expect(codeOf(await h.jobs.update({ ...part, id, tags: ['t'] }))).toBe('granted')
  })
})
