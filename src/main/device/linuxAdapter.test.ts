// What is Linux's own: services and the bus coming and going, the kernel's word, whose session is locked, which network it is.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDeviceMonitor, type DeviceMonitor } from './deviceMonitor'
import { FakeBus, type FakeWorld, fakeWorld } from './fakes'
import type { Supply } from './sysPower'

const UPOWER = ['org.freedesktop.UPower', '/org/freedesktop/UPower', 'org.freedesktop.UPower'] as const
const NETWORK = [
  'org.freedesktop.NetworkManager',
  '/org/freedesktop/NetworkManager',
  'org.freedesktop.NetworkManager',
] as const
const LOGIN = 'org.freedesktop.login1'
const SESSION = `${LOGIN}.Session`

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const settle = async (ms = 0): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms))

async function open(prepare: (world: FakeWorld) => void): Promise<{ world: FakeWorld; monitor: DeviceMonitor }> {
  const world = fakeWorld()
  prepare(world)
  const monitor = createDeviceMonitor({ adapter: 'linux', ports: world.ports, idleAfterMs: () => 300_000 })
  monitor.start()
  await settle()
  return { world, monitor }
}

const withBus = (fill: (bus: FakeBus) => void) => (world: FakeWorld) => {
  world.bus = new FakeBus()
  fill(world.bus)
}

const supply = (fields: Partial<Supply>): Supply => ({
  type: null,
  scope: null,
  online: null,
  status: null,
  capacity: null,
  ...fields,
})

describe('power on Linux', () => {
  it('COND-13 is unknown without a bus and without a word of the kernel', async () => {
    const { monitor } = await open(() => undefined)
    expect(monitor.reading().power.source).toBe('unknown')
    const none = await open((world) => void (world.supplies = []))
    expect(none.monitor.reading().power.source).toBe('unknown')
  })

  it('COND-13 is the kernel word without a bus, asked again only while somebody waits', async () => {
    const battery = supply({ type: 'Battery', status: 'Discharging', capacity: '41' })
    const { world, monitor } = await open((world) => void (world.supplies = [battery]))
    expect(monitor.reading().power).toMatchObject({ source: 'battery', batteryPercent: 41 })
    expect(vi.getTimerCount()).toBe(0)
    monitor.setInterest({ idle: false, batteryLevel: true, storage: false })
    world.supplies = [supply({ type: 'Battery', status: 'Charging', capacity: '42' })]
    await settle(15_000)
    expect(monitor.reading().power).toMatchObject({ source: 'mains', batteryPercent: 42 })
  })

  it('follows UPower when it starts, ends and starts again', async () => {
    const { world, monitor } = await open(withBus(() => undefined))
    expect(monitor.reading().power.source).toBe('unknown')
    world.bus?.set(...UPOWER, { OnBattery: true })
    await settle()
    expect(monitor.reading().power.source).toBe('battery')
    world.bus?.run(UPOWER[0], false)
    expect(monitor.reading().power.source).toBe('unknown')
    world.bus?.run(UPOWER[0], true)
    await settle()
    expect(monitor.reading().power.source).toBe('battery')
  })

  it('reads a property again that its service only declared changed', async () => {
    const { world, monitor } = await open(withBus((bus) => bus.set(...UPOWER, { OnBattery: false })))
    const [sender, path, iface] = UPOWER
    const changes = { sender, path, iface: 'org.freedesktop.DBus.Properties', member: 'PropertiesChanged' }
    world.bus?.set(...UPOWER, { OnBattery: true })
    world.bus?.signal(changes, [iface, { OnBattery: false }, []])
    expect(monitor.reading().power.source).toBe('mains')
    world.bus?.signal(changes, [iface, {}, ['OnBattery']])
    await settle()
    expect(monitor.reading().power.source).toBe('battery')
  })

  it('tells the energy saver of the power profiles service', async () => {
    const profiles = ['net.hadess.PowerProfiles', '/net/hadess/PowerProfiles', 'net.hadess.PowerProfiles'] as const
    const { world, monitor } = await open(withBus((bus) => bus.set(...profiles, { ActiveProfile: 'balanced' })))
    expect(monitor.reading().power.saver).toBe(false)
    world.bus?.set(...profiles, { ActiveProfile: 'power-saver' })
    expect(monitor.reading().power.saver).toBe(true)
  })
})

describe('the network on Linux', () => {
  it('COND-5 passes on what NetworkManager says, knows and guesses', async () => {
    const { world, monitor } = await open(withBus((bus) => bus.set(...NETWORK, { State: 70, Metered: 0 })))
    const words = [0, 1, 2, 3, 4, 77].map((Metered) => {
      world.bus?.set(...NETWORK, { Metered })
      const { metered, meteredIsGuess } = monitor.reading().network
      return `${metered}${meteredIsGuess ? '?' : ''}`
    })
    expect(words).toEqual(['unknown?', 'yes', 'no', 'yes?', 'no?', 'unknown?'])
  })

  it('takes its word over the system word that there is a network', async () => {
    const { monitor } = await open(withBus((bus) => bus.set(...NETWORK, { State: 20, Connectivity: 1 })))
    expect(monitor.reading().network.online).toBe('no')
  })

  it.each([
    [{ State: 70, Connectivity: 2 }, 'portal'],
    [{ State: 60, Connectivity: 3 }, 'yes'],
    [{ State: 70, Connectivity: 1 }, 'no'],
    [{ State: 50, Connectivity: 3 }, 'no'],
    [{ State: 0 }, 'yes'],
    [{}, 'yes'],
  ])('calls %o %s', async (properties, online) => {
    const { monitor } = await open(withBus((bus) => bus.set(...NETWORK, properties)))
    expect(monitor.reading().network.online).toBe(online)
  })

  it('names the network in use, and the next one', async () => {
    const iface = 'org.freedesktop.NetworkManager.Connection.Active'
    const { world, monitor } = await open(
      withBus((bus) => {
        bus.set(NETWORK[0], '/a/1', iface, { Id: 'Home', Uuid: 'u-1' })
        bus.set(NETWORK[0], '/a/2', iface, { Id: 'Café', Uuid: 'u-2' })
        bus.set(...NETWORK, { State: 70, PrimaryConnection: '/a/1' })
      }),
    )
    expect(monitor.reading().network).toMatchObject({ networkId: 'u-1', networkName: 'Home' })
    const listeners = world.bus?.subscriptions.size
    world.bus?.set(...NETWORK, { PrimaryConnection: '/a/2' })
    await settle()
    expect(monitor.reading().network).toMatchObject({ networkId: 'u-2', networkName: 'Café' })
    expect(world.bus?.subscriptions.size).toBe(listeners)
    world.bus?.set(...NETWORK, { PrimaryConnection: '/' })
    expect(monitor.reading().network).toMatchObject({ networkId: null, networkName: null })
  })

  it('asks the system where there is no NetworkManager, and stops asking when there is', async () => {
    const { world, monitor } = await open(withBus(() => undefined))
    world.online = false
    monitor.refresh()
    expect(monitor.reading().network).toMatchObject({ online: 'no', metered: 'unknown' })
    expect(vi.getTimerCount()).toBe(1)
    world.bus?.set(...NETWORK, { State: 70, Metered: 2 })
    await settle()
    expect(monitor.reading().network).toMatchObject({ online: 'yes', metered: 'no' })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('COND-11 does not even poll while offline when nobody waits for the network', async () => {
    const { world, monitor } = await open(() => undefined)
    world.online = false
    monitor.setInterest({ idle: false, batteryLevel: false, storage: false, network: false })
    monitor.refresh()
    expect(monitor.reading().network.online).toBe('no')
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('the lock on Linux', () => {
  it('is that of the session of this process, and begins as it is', async () => {
    const { world, monitor } = await open((world) => {
      world.bus = new FakeBus()
      world.ports.sessionId = 'c7'
      world.bus.methods.set('GetSession', ([id]) => `/session/${id}`)
      world.bus.set(LOGIN, '/session/c7', SESSION, { LockedHint: true })
      world.bus.set(LOGIN, '/session/other', SESSION, { LockedHint: false })
    })
    const moments: string[] = []
    monitor.onMoment((moment) => moments.push(moment))
    expect(monitor.reading().idle.locked).toBe(true)
    world.bus?.set(LOGIN, '/session/other', SESSION, { LockedHint: true })
    expect(moments).toEqual([])
    world.bus?.set(LOGIN, '/session/c7', SESSION, { LockedHint: false })
    expect(moments).toEqual(['unlock'])
  })
})

describe('the bus itself', () => {
  it('may go and come back: unknown meanwhile, and read anew', async () => {
    const { world, monitor } = await open(withBus((bus) => bus.set(...UPOWER, { OnBattery: true })))
    world.bus?.lose()
    expect(monitor.reading().power.source).toBe('unknown')
    const next = new FakeBus()
    next.set(...UPOWER, { OnBattery: false })
    world.bus = next
    await settle(1_000)
    expect(monitor.reading().power.source).toBe('mains')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('COND-11 is not dialled by a timer for ever: after two tries only when the app wakes anyway', async () => {
    const { world, monitor } = await open(withBus((bus) => bus.set(...UPOWER, { OnBattery: true })))
    const lost = world.bus
    world.bus = null
    lost?.lose()
    await settle(60_000)
    expect(vi.getTimerCount()).toBe(0)
    world.bus = new FakeBus()
    world.bus.set(...UPOWER, { OnBattery: true })
    await settle(60_000)
    expect(monitor.reading().power.source).toBe('unknown')
    monitor.refresh()
    await settle()
    expect(monitor.reading().power.source).toBe('battery')
  })
})
