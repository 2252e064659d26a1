// What a job after others gets as its input (scenarios J, semantics 1.31).
import { afterEach, describe, expect, it } from 'vitest'
import { codeOf, idOf, ok, oneTime } from '../../testing/builders'
import { type Harness, type HarnessOptions, openHarness } from '../../testing/harness'
import { mergeInput } from './merge'

let h: Harness
const open = async (options: HarnessOptions = {}): Promise<Harness> => {
  h = await openHarness({ device: { charging: true }, ...options })
  return h
}

afterEach(async () => await h.close())

const outputOf = async (id: string): Promise<unknown> => (await h.view(id)).output

describe('collect', () => {
  it('SC-133 makes a list of a single value too, whether there are jobs before it or not', async () => {
    await open()
    h.handle('a', (run) => ok(run.input))
    const chain = h.jobs
      .begin([oneTime('a', { input: { k: 1 } })])
      .then([oneTime('a', { input: null, merger: 'collect' })])
    await chain.enqueue()
    expect(await outputOf(chain.ids[0] ?? '')).toEqual({ k: [1] })
    const alone = idOf(await h.jobs.enqueue([oneTime('a', { input: { k: 1 }, merger: 'collect' })]))
    expect(await outputOf(alone)).toEqual({ k: [1] })
  })

  it('SC-132 SC-134 puts values of different types into one list, its own first', async () => {
    await open()
    h.handle('a', (run) => ok(run.input))
    const parents = [oneTime('a', { input: { k: 1 } }), oneTime('a', { input: { k: ['two', null] } })]
    const chain = h.jobs.begin(parents).then([oneTime('a', { input: { k: true }, merger: 'collect' })])
    await chain.enqueue()
    expect(await outputOf(chain.ids[0] ?? '')).toEqual({ k: [true, 1, 'two', null] })
  })
})

describe('an input', () => {
  it('SC-137 comes from the jobs right before it and from nobody further up', async () => {
    await open()
    h.handle('a', () => ok({ k: 1 }))
    h.handle('b', () => ok())
    h.handle('c', (run) => ok(run.input))
    const chain = h.jobs
      .begin([oneTime('a')])
      .then([oneTime('b')])
      .then([oneTime('c', { input: { own: 1 } })])
    await chain.enqueue()
    expect(await outputOf(chain.ids[0] ?? '')).toEqual({ own: 1 })
  })

  it('with overwrite takes later finished over earlier, and both over its own', async () => {
    await open()
    h.handle('a', (run) => ok(run.input))
    const parents = [oneTime('a', { input: { k: 1 }, initialDelayMs: 1_000 }), oneTime('a', { input: { k: 2, l: 2 } })]
    const chain = h.jobs.begin(parents).then([oneTime('a', { input: { k: 0, l: 0, m: 0 } })])
    await chain.enqueue()
    await h.advance(1_000)
    expect(await outputOf(chain.ids[0] ?? '')).toEqual({ k: 1, l: 2, m: 0 })
  })

  it('SC-138 with a merger that this version does not know is refused, and fails when another version stored it', async () => {
    await open()
    h.handle('a', () => ok())
    const unknown = { ...oneTime('a', { initialDelayMs: 1_000 }), merger: 'other' as 'collect' }
    expect(codeOf(await h.jobs.enqueue([unknown]))).toBe('invalid_request')
    const id = idOf(await h.jobs.enqueue([{ ...unknown, merger: 'collect' }]))
    h.db().prepare("UPDATE jobs SET merger = 'other' WHERE id = :id").run({ id })
    await h.advance(1_000)
    expect(await h.view(id)).toMatchObject({ state: 'failed', attempts: 0, error: { code: 'merge_failed' } })
    expect(h.runs('a')).toEqual([])
  })

  it('keeps a key that only looks special', () => {
    const output: unknown = JSON.parse('{ "__proto__": { "k": 1 } }')
    const merged = mergeInput('overwrite', { own: 1 }, [output])
    expect(merged.ok && JSON.stringify(merged.value)).toBe('{"own":1,"__proto__":{"k":1}}')
  })
})
