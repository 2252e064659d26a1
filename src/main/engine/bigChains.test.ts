// Chains 500 deep and 10,000 wide: ended by a walk and not by recursion, each job written once, and within seconds (semantics 8).
import { afterEach, describe, expect, it } from 'vitest'
import { fail, hang, ok, oneTime, told } from '../../testing/builders'
import { type Harness, openHarness } from '../../testing/harness'

const DEEP = 500
const WIDE = 10_000

let h: Harness
const many = (count: number) => Array.from({ length: count }, () => oneTime('b'))
const counted = async (state: 'failed' | 'cancelled' | 'blocked' | 'enqueued'): Promise<number> => {
  const reply = await h.jobs.count({ states: [state] })
  return reply.ok ? reply.value : -1
}
/** Rows of jobs written meanwhile. */
async function writesOf(work: () => Promise<unknown>): Promise<number> {
  h.db().exec(`CREATE TEMP TABLE IF NOT EXISTS writes (id TEXT);
    CREATE TEMP TRIGGER IF NOT EXISTS count_writes AFTER UPDATE ON main.jobs BEGIN INSERT INTO writes VALUES (NEW.id); END;
    DELETE FROM writes`)
  await work()
  return h.db().prepare('SELECT count(*) FROM writes').pluck().get() as number
}

afterEach(async () => await h.close())

function deep() {
  let chain = h.jobs.begin([oneTime('a')])
  for (let level = 0; level < DEEP; level += 1) chain = chain.then(many(1))
  return chain
}

describe('a chain 500 deep', () => {
  it('SC-118 fails all the way down, each job once', async () => {
    h = await openHarness()
    const { handler, end } = told()
    h.handle('a', handler)
    await deep().enqueue()
    expect(await counted('blocked')).toBe(DEEP)
    const writes = await writesOf(async () => {
      end(fail())
      await h.settle()
    })
    expect([await counted('failed'), writes]).toEqual([DEEP + 1, DEEP + 1])
  })

  it('SC-130 under one name is cancelled, or replaced, by one walk', async () => {
    h = await openHarness()
    h.handle('a', hang)
    let chain = h.jobs.beginUnique('n', 'keep', [oneTime('a')])
    for (let level = 0; level < DEEP; level += 1) chain = chain.then(many(1))
    await chain.enqueue()
    const writes = await writesOf(async () => await h.jobs.enqueueUnique('n', 'replace', [oneTime('a')]))
    // The new job's own start.
    expect(writes).toBeLessThanOrEqual(1)
    expect(await h.jobs.count({})).toEqual({ ok: true, value: 1 })
  })
})

describe('a chain 10,000 wide', () => {
  it('SC-118 SC-130 one failure, one cancelling, one success reach each child once', async () => {
    h = await openHarness()
    for (const [how, state] of [
      ['fail', 'failed'],
      ['cancel', 'cancelled'],
    ] as const) {
      const { handler, end } = told()
      h.handle('a', handler)
      const root = h.jobs.begin([oneTime('a')])
      await root.then(many(WIDE)).enqueue()
      const writes = await writesOf(async () => {
        if (how === 'fail') end(fail())
        else await h.jobs.cancel(root.ids[0] ?? '')
        await h.settle()
      })
      expect([await counted(state), writes]).toEqual([WIDE + 1, WIDE + 1])
    }
  })
})

it('SC-121 a job after 2,000 others begins when the last of them has ended, with what each left', async () => {
  const count = 2_000
  h = await openHarness({ slots: 20 })
  h.handle('b', () => ok({ k: 1 }))
  h.handle('a', (run) => ok(run.input))
  const last = h.jobs.begin(many(count)).then([oneTime('a', { merger: 'collect' })])
  await last.enqueue()
  const { output } = await h.view(last.ids[0] ?? '')
  expect((output as { k: number[] }).k).toHaveLength(count)
})
