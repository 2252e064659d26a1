// Time alone makes a held job due. Nothing is written then, and yet tray and window must hear of it.
import { afterEach, describe, expect, it } from 'vitest'
import { idOf, minutes, ok, oneTime, periodic } from '../../testing/builders'
import { usualDevice } from '../../testing/fakesWorld'
import { type Harness, openHarness } from '../../testing/harness'

let h: Harness

afterEach(async () => await h.close())

const summaryEvents = (): number =>
  h.events().filter((event) => event.type === 'changed' && event.topics.includes('summary')).length

describe('a held job that comes due', () => {
  it('tells the views once, without a write', async () => {
    h = await openHarness({ device: { ...usualDevice, charging: false } })
    h.handle('a', () => ok())
    await h.jobs.enqueue([oneTime('a', { constraints: { charging: true }, initialDelayMs: minutes(3) })])
    await h.advance(minutes(2))
    const before = summaryEvents()
    expect(h.engine().summary().waiting).toEqual([])
    await h.advance(minutes(2))
    expect(h.engine().summary().waiting).toMatchObject([{ code: 'on_battery', count: 1 }])
    expect(summaryEvents()).toBe(before + 1)
    await h.advance(minutes(5))
    expect(summaryEvents()).toBe(before + 1)
  })

  it('COND-1 on a low battery says so as soon as its interval has passed, before the 15 minutes that a battery adds', async () => {
    h = await openHarness()
    h.handle('a', () => ok())
    const constraints = { batteryNotLow: true }
    const id = idOf(await h.jobs.enqueue([periodic('a', minutes(1), { constraints })]))
    await h.setDevice({ charging: false, batteryLevel: 10 })
    await h.advance(minutes(1))
    expect((await h.view(id)).reasons.map(({ code }) => code)).toEqual(['battery_low', 'battery_interval'])
    expect(h.engine().summary().waiting).toMatchObject([{ code: 'battery_low', count: 1 }])
  })
})
