// The small parts: since when, how often, the kernel's list, the charge where it has no event, and which adapter.
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { chooseAdapter } from './adapterChoice'
import { createBatteryWatch } from './battery'
import { createDeviceMonitor } from './deviceMonitor'
import { fakeWorld, silentLog } from './fakes'
import { nextIdleLookMs } from './idle'
import { createSignal } from './signal'
import { createStorageWatch } from './storage'
import { powerFromSupplies, type Supply } from './sysPower'

beforeEach(() => void vi.useFakeTimers({ now: 1_000 }))
afterEach(() => void vi.useRealTimers())

const supply = (fields: Partial<Supply>): Supply => ({
  type: null,
  scope: null,
  online: null,
  status: null,
  capacity: null,
  ...fields,
})

describe('a signal', () => {
  it('keeps its since while only the detail changes', () => {
    const signal = createSignal({ source: 'battery', percent: 50 }, Date.now, ({ source }) => source)
    vi.setSystemTime(5_000)
    expect(signal.put({ source: 'battery', percent: 49 })).toBe(true)
    expect(signal.sinceMs()).toBe(1_000)
    expect(signal.put({ source: 'battery', percent: 49 })).toBe(false)
    signal.put({ source: 'mains', percent: 49 })
    expect(signal.sinceMs()).toBe(5_000)
  })
})

describe('how often idle is asked', () => {
  it('is never more than 5 s and never a hot loop, and exact at the threshold', () => {
    fc.assert(
      fc.property(fc.nat(7_200_000), fc.integer({ min: 60_000, max: 3_600_000 }), (idleForMs, idleAfterMs) => {
        const next = nextIdleLookMs(idleForMs, idleAfterMs)
        expect(next).toBeGreaterThanOrEqual(250)
        expect(next).toBeLessThanOrEqual(5_000)
        const latest = idleForMs >= idleAfterMs ? 1_000 : Math.max(250, idleAfterMs - idleForMs)
        expect(next).toBeLessThanOrEqual(latest)
      }),
    )
  })

  it('is said with the time since which the user is away', async () => {
    const world = fakeWorld()
    const monitor = createDeviceMonitor({ adapter: 'system', ports: world.ports, idleAfterMs: () => 60_000 })
    monitor.start()
    world.power.idleSeconds = 58
    monitor.setInterest({ idle: true, batteryLevel: false, storage: false })
    await vi.advanceTimersByTimeAsync(1_000)
    world.power.idleSeconds = 60
    await vi.advanceTimersByTimeAsync(1_000)
    expect(monitor.reading().idle).toMatchObject({ idleForMs: 60_000, sinceMs: 3_000 })
    monitor.stop()
  })
})

describe('the list of the kernel', () => {
  it.each<[string, Supply[], string, number | null]>([
    [
      'a laptop on its charger',
      [supply({ type: 'Mains', online: '1' }), supply({ type: 'Battery', status: 'Not charging', capacity: '80' })],
      'mains',
      80,
    ],
    [
      'a laptop off it',
      [supply({ type: 'Mains', online: '0' }), supply({ type: 'Battery', status: 'Discharging', capacity: '80' })],
      'battery',
      80,
    ],
    [
      'two batteries',
      [
        supply({ type: 'Battery', status: 'Discharging', capacity: '20' }),
        supply({ type: 'Battery', status: 'Unknown', capacity: '61' }),
      ],
      'battery',
      41,
    ],
    [
      'the battery of a mouse',
      [supply({ type: 'Battery', scope: 'Device', status: 'Discharging', capacity: '3' })],
      'unknown',
      null,
    ],
    ['a charger and no battery', [supply({ type: 'Mains', online: '1' })], 'mains', null],
    ['a battery that says nothing', [supply({ type: 'Battery', status: 'Unknown', capacity: 'x' })], 'unknown', null],
  ])('reads %s', (_name, supplies, source, batteryPercent) => {
    expect(powerFromSupplies(supplies)).toMatchObject({ source, batteryPercent })
  })
})

describe('the charge without events', () => {
  it('is asked at most every two minutes, only on battery and only while somebody waits', async () => {
    let asked = 0
    const ports = { ...fakeWorld().ports, batteryPercent: async () => 90 - asked++ }
    const watch = createBatteryWatch(ports, () => undefined)
    watch.put({ onBattery: false, wanted: true })
    watch.put({ onBattery: true, wanted: false })
    expect(asked).toBe(0)
    watch.put({ onBattery: true, wanted: true })
    await vi.advanceTimersByTimeAsync(0)
    expect(watch.percent()).toBe(90)
    for (const wanted of [false, true, false, true]) watch.put({ onBattery: true, wanted })
    await vi.advanceTimersByTimeAsync(119_000)
    expect(asked).toBe(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(asked).toBe(2)
    watch.put({ onBattery: false, wanted: true })
    expect(watch.percent()).toBeNull()
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('free space', () => {
  it('is read at once and every 30 s while somebody waits, and null when it cannot be', async () => {
    let free: number | null = 5
    const ports = {
      ...fakeWorld().ports,
      log: silentLog,
      async freeBytes() {
        if (free === null) throw new Error('gone')
        return free
      },
    }
    let changes = 0
    const watch = createStorageWatch(ports, () => (changes += 1))
    watch.setWanted(true)
    await vi.advanceTimersByTimeAsync(0)
    expect(watch.freeBytes()).toBe(5)
    free = null
    await vi.advanceTimersByTimeAsync(30_000)
    expect(watch.freeBytes()).toBeNull()
    expect(changes).toBe(2)
    watch.setWanted(false)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('the adapter', () => {
  it.each([
    [{ platform: 'linux', isPackaged: true, override: undefined }, 'linux'],
    [{ platform: 'darwin', isPackaged: true, override: undefined }, 'system'],
    [{ platform: 'win32', isPackaged: false, override: 'linux' }, 'linux'],
    [{ platform: 'linux', isPackaged: false, override: 'powerMonitor' }, 'system'],
    [{ platform: 'linux', isPackaged: true, override: 'powerMonitor' }, 'linux'],
    [{ platform: 'linux', isPackaged: false, override: 'nonsense' }, 'linux'],
  ] as const)('D36 of %o is %s', (choice, adapter) => {
    expect(chooseAdapter(choice)).toBe(adapter)
  })
})
