// What only the model had noticed, in the engine or in a defect planted there, kept as plain tests.
import { afterEach, expect, it } from 'vitest'
import { again, codeOf, hang, hours, idOf, minutes, ok, oneTime, periodic, seconds, waitFor } from '../builders'
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

it('semantics 1.5 backoff grows with what was charged, not with every start', async () => {
  h = await openHarness({ device: { charging: true } })
  h.handle('a', hang)
  const id = idOf(await h.jobs.enqueue([oneTime('a', { constraints: { charging: true } })]))
  for (const charging of [false, true, false]) {
    await h.setDevice({ charging })
    await h.advance(seconds(5))
  }
  h.handle('a', again)
  await h.setDevice({ charging: true })
  await h.advance(seconds(5))
  expect(await h.view(id)).toMatchObject({ attempts: 3, failures: 1, nextRunAt: h.now() + seconds(30) })
})

it('semantics 1.3 a retry on battery belongs to a period that has begun, and does not wait for the 15 minutes', async () => {
  h = await openHarness()
  h.handle('a', again)
  await h.jobs.enqueue([periodic('a', minutes(1))])
  await h.advance(seconds(30))
  expect(h.runs('a').length).toBe(2)
})

it('COND-8 a wait lasts as long as it was to last when the clock goes back, and not by as much longer', async () => {
  h = await openHarness()
  h.handle('a', () => (h.runs('a').length === 1 ? waitFor('rate_limited', 'job', h.now() + minutes(2)) : ok()))
  const id = idOf(await h.jobs.enqueue([periodic('a', minutes(1))]))
  await h.jump(-minutes(30))
  expect((await h.view(id)).reasons[0]).toMatchObject({ code: 'rate_limited', until: h.now() + minutes(2) })
  await h.advance(minutes(2))
  expect(h.runs('a').length).toBe(2)
})

it('COND-8 a hold on a whole server lasts as long as it was to last, too', async () => {
  const origin = 'https://api.example.org'
  const source = { id: 's', enabled: true, constraints: {}, origin, everyMs: null, lastSuccessAt: null }
  h = await openHarness({ sources: [source] })
  h.handle('a', () => (h.runs('a').length === 1 ? waitFor('rate_limited', 'origin', h.now() + minutes(2)) : ok()))
  const id = idOf(await h.jobs.enqueue([oneTime('a', { sourceId: 's' })]))
  await h.jump(-hours(30))
  expect((await h.view(id)).reasons[0]).toMatchObject({ code: 'rate_limited', until: h.now() + minutes(2) })
  await h.advance(minutes(2))
  expect((await h.view(id)).state).toBe('succeeded')
})
