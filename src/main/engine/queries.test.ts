// Looking jobs up: components, order and pages (scenarios K, semantics 1.14).
import { afterEach, describe, expect, it } from 'vitest'
import { codeOf, hours, idOf, oneTime } from '../../testing/builders'
import { type Harness, openHarness } from '../../testing/harness'

let h: Harness
const open = async (): Promise<Harness> => {
  h = await openHarness()
  return h
}
const enqueue = async (kind: string, more = {}): Promise<string> => idOf(await h.jobs.enqueue([oneTime(kind, more)]))

afterEach(async () => await h.close())

describe('queries', () => {
  it('SC-148 without a component lists everything', async () => {
    await open()
    await h.jobs.enqueue([oneTime('a', { initialDelayMs: 1_000 }), oneTime('b', { initialDelayMs: 1_000 })])
    const page = await h.jobs.query({})
    expect(page.ok && page.value.rows).toHaveLength(2)
    expect(await h.jobs.count({})).toEqual({ ok: true, value: 2 })
  })

  it.each(['ids', 'names', 'tags', 'allTags', 'states', 'kinds', 'sourceIds'])(
    'SC-149 an empty list of %s is refused, never read as all',
    async (component) => {
      await open()
      await enqueue('a', { initialDelayMs: 1_000 })
      expect(codeOf(await h.jobs.query({ [component]: [] }))).toBe('empty_list')
      expect(codeOf(await h.jobs.count({ [component]: [] }))).toBe('empty_list')
    },
  )

  it('SC-146 values in one list OR, components AND; allTags asks for AND', async () => {
    await open()
    const one = await enqueue('a', { tags: ['x', 'y'], initialDelayMs: 1_000 })
    const two = await enqueue('a', { tags: ['x'], initialDelayMs: 1_000 })
    await enqueue('b', { initialDelayMs: 1_000 })
    await h.jobs.cancel(two)
    const ids = async (query: object): Promise<string[]> => {
      const page = await h.jobs.query(query)
      return page.ok ? page.value.rows.map((job) => job.id) : [page.refusal.code]
    }
    expect(await ids({ states: ['enqueued', 'cancelled'], tags: ['x'] })).toEqual([one, two])
    expect(await ids({ allTags: ['x', 'y'] })).toEqual([one])
    expect(await ids({ kinds: ['a'], states: ['cancelled'] })).toEqual([two])
    expect(await ids({ tags: [] })).toEqual(['empty_list'])
    expect((await ids({})).length).toBe(3)
  })

  it('pages in one order without gaps', async () => {
    await open()
    await h.jobs.enqueue(Array.from({ length: 25 }, () => oneTime('a', { initialDelayMs: hours(1) })))
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await h.jobs.query({ limit: 10, ...(after === undefined ? {} : { after }) })
      if (!page.ok) throw new Error(page.refusal.code)
      seen.push(...page.value.rows.map((job) => job.id))
      after = page.value.next ?? undefined
    } while (after !== undefined)
    expect(seen).toEqual(seen.toSorted())
    expect(new Set(seen).size).toBe(25)
    expect(codeOf(await h.jobs.query({ after: 'nonsense' }))).toBe('bad_cursor')
  })
})
