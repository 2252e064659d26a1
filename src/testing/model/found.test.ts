// What the model and the engine once disagreed on, kept as plain tests.
import { afterEach, expect, it } from 'vitest'
import { codeOf, idOf, minutes, ok, oneTime, periodic, seconds } from '../builders'
import { type Harness, openHarness } from '../harness'

let h: Harness

afterEach(async () => await h.close())

it('nothing is appended to periodic work: it would wait for ever', async () => {
  h = await openHarness()
  h.handle('a', () => ok())
  await h.jobs.enqueueUniquePeriodic('north', 'keep', periodic('a', minutes(1)))
  for (const policy of ['append', 'appendOrReplace'] as const) {
    expect(codeOf(await h.jobs.enqueueUnique('north', policy, [oneTime('a')]))).toBe('periodic_in_chain')
  }
})

it('a deadline ends soft constraints, not the 15 minutes between periods on battery', async () => {
  h = await openHarness()
  h.handle('a', () => ok())
  const often = periodic('a', minutes(1), { constraints: { charging: true }, deadlineMs: seconds(30) })
  const id = idOf(await h.jobs.enqueue([often]))
  await h.advance(minutes(5))
  expect(h.runs('a').length).toBe(1)
  expect((await h.view(id)).reasons[0]?.code).toBe('battery_interval')
  await h.advance(minutes(11))
  expect(h.runs('a').length).toBe(2)
})
