// Both adapters against one contract, with fakes (D36).
import type { DeviceMoment, DeviceReading } from '@shared/device'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type DeviceRig, deviceContract } from './contract'
import { createDeviceMonitor } from './deviceMonitor'
import { FakeBus, type FakeWorld, fakeWorld } from './fakes'

const SESSION = '/org/freedesktop/login1/session/c1'
const UPOWER = 'org.freedesktop.UPower'
const NETWORK = 'org.freedesktop.NetworkManager'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

interface Hands {
  battery(onBattery: boolean, percent: number): void
  lock(locked: boolean): void
  online(online: boolean): void
}

async function openRig(adapter: 'system' | 'linux', world: FakeWorld, hands: Hands): Promise<DeviceRig> {
  const monitor = createDeviceMonitor({ adapter, ports: world.ports, idleAfterMs: () => 300_000 })
  const readings: DeviceReading[] = []
  const moments: DeviceMoment[] = []
  monitor.onReading((reading) => readings.push(reading))
  monitor.onMoment((moment) => moments.push(moment))
  monitor.start()
  const elapse = async (ms: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms))
  const settled = (): Promise<void> => elapse(0)
  await settled()
  return {
    monitor,
    readings,
    moments,
    async battery(onBattery, percent) {
      hands.battery(onBattery, percent)
      await settled()
    },
    async lock(locked) {
      hands.lock(locked)
      await settled()
    },
    async sleep(going) {
      world.power.emit(going ? 'suspend' : 'resume')
      world.power.emit(going ? 'suspend' : 'resume')
      await settled()
    },
    async online(online) {
      hands.online(online)
      await settled()
    },
    async idle(seconds) {
      world.power.idleSeconds = seconds
    },
    elapse,
    pending: () => ({
      timers: vi.getTimerCount(),
      listeners: world.power.listeners + (world.bus?.subscriptions.size ?? 0),
    }),
  }
}

async function powerMonitorRig(): Promise<DeviceRig> {
  const world = fakeWorld()
  return openRig('system', world, {
    battery(onBattery, percent) {
      world.power.onBattery = onBattery
      world.batteryPercent = percent
      world.power.emit(onBattery ? 'on-battery' : 'on-ac')
    },
    lock(locked) {
      world.power.emit(locked ? 'lock-screen' : 'unlock-screen')
    },
    online(online) {
      world.online = online
    },
  })
}

async function linuxRig(): Promise<DeviceRig> {
  const world = fakeWorld()
  const bus = new FakeBus()
  world.bus = bus
  const upower = '/org/freedesktop/UPower'
  const manager = '/org/freedesktop/NetworkManager'
  bus.set(UPOWER, upower, UPOWER, { OnBattery: false })
  bus.set(UPOWER, `${upower}/devices/DisplayDevice`, `${UPOWER}.Device`, { IsPresent: false, Percentage: 0 })
  bus.set(NETWORK, manager, NETWORK, { State: 70, Connectivity: 4, Metered: 4, PrimaryConnection: '/' })
  bus.methods.set('GetSessionByPID', () => SESSION)
  bus.set('org.freedesktop.login1', SESSION, 'org.freedesktop.login1.Session', { LockedHint: false })
  return openRig('linux', world, {
    battery(onBattery, percent) {
      const display = { IsPresent: true, Percentage: percent, State: onBattery ? 2 : 1 }
      bus.set(UPOWER, `${upower}/devices/DisplayDevice`, `${UPOWER}.Device`, display)
      bus.set(UPOWER, upower, UPOWER, { OnBattery: onBattery })
    },
    lock(locked) {
      const signal = { sender: '', path: SESSION, iface: 'org.freedesktop.login1.Session' }
      bus.signal({ ...signal, member: locked ? 'Lock' : 'Unlock' }, [])
      bus.set('org.freedesktop.login1', SESSION, 'org.freedesktop.login1.Session', { LockedHint: locked })
    },
    online(online) {
      bus.set(NETWORK, manager, NETWORK, { State: online ? 70 : 20, Connectivity: online ? 4 : 1 })
    },
  })
}

describe.each([
  ['the powerMonitor adapter', powerMonitorRig],
  ['the Linux adapter', linuxRig],
] as const)('%s', (_name, open) => {
  it.each(deviceContract)('$title', async ({ run }) => {
    await expect(run(await open())).resolves.toBeUndefined()
  })
})

it('a warm computer is told where the system tells of it, and nowhere else', async () => {
  const world = fakeWorld()
  const monitor = createDeviceMonitor({ adapter: 'system', ports: world.ports, idleAfterMs: () => 300_000 })
  const told: (boolean | undefined)[] = []
  monitor.onReading(({ power }) => told.push(power.isHot))
  monitor.start()
  expect('isHot' in monitor.reading().power).toBe(false)
  for (const hot of [false, true, true, false]) {
    world.power.hot = hot
    world.power.emit('thermal-state-change')
  }
  expect(told.slice(-3)).toEqual([false, true, false])
  monitor.stop()
})
