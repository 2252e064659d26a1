// The connection to the bus, over a real socket, against the broker that comes with the library.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBroker, createClient, type DBusBroker, type MessageBus } from 'dbus-native'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BUS_ITSELF, type Bus, PROPERTIES } from './bus'
import { silentLog } from './fakes'
import { connectSystemBus } from './systemBus'

const NAME = 'org.freedesktop.UPower'
const PATH = '/org/freedesktop/UPower'

let dir: string
let broker: DBusBroker
let address: string
let service: MessageBus
let bus: Bus

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'bus-'))
  broker = createBroker()
  address = await new Promise((resolve, reject) =>
    broker.listen({ socket: join(dir, 'bus') }, (problem, at) => (problem ? reject(problem) : resolve(at))),
  )
  service = createClient({ busAddress: address })
  await service.requestName(NAME, 0)
  const descriptor = { name: NAME, methods: {}, signals: {}, properties: { OnBattery: 'b', Charge: 'd' } }
  service.exportInterface({ OnBattery: true, Charge: 41.5 }, PATH, descriptor)
  bus = await connectSystemBus(address, silentLog)
})

afterEach(async () => {
  bus.close()
  await service.close()
  await new Promise<void>((resolve) => broker.close(() => resolve()))
  await rm(dir, { recursive: true })
})

const read = (name: string) =>
  bus.call({ name, path: PATH, iface: PROPERTIES }, { member: 'GetAll', signature: 's', args: [NAME], mayStart: false })

describe('the system bus', () => {
  it('reads the properties of an object as plain values', async () => {
    expect(await read(NAME)).toMatchObject({ OnBattery: true, Charge: 41.5 })
  })

  it('rejects a call to a service that is not there', async () => {
    await expect(read('org.example.Nobody')).rejects.toThrow('org.example.Nobody')
  })

  it('delivers the signals asked for and no others, until unsubscribed', async () => {
    const heard: unknown[] = []
    const match = { sender: NAME, path: PATH, iface: PROPERTIES, member: 'PropertiesChanged', arg0: NAME }
    const end = bus.subscribe(match, ([, changed]) => heard.push(changed))
    await read(NAME)
    service.emitPropertiesChanged(PATH, NAME, { OnBattery: false })
    service.sendSignal(PATH, NAME, 'Changed', '', [])
    await expect.poll(() => heard).toEqual([{ OnBattery: false }])
    end()
    await read(NAME)
    service.emitPropertiesChanged(PATH, NAME, { OnBattery: true })
    await read(NAME)
    expect(heard).toHaveLength(1)
  })

  it('tells when a service goes', async () => {
    const owners: unknown[] = []
    bus.subscribe({ sender: BUS_ITSELF.name, ...BUS_ITSELF, member: 'NameOwnerChanged', arg0: NAME }, (args) =>
      owners.push(args[2]),
    )
    await read(NAME)
    await service.releaseName(NAME)
    await expect.poll(() => owners).toEqual([''])
  })

  it('says once that it was lost, fails what was under way, and never throws by itself', async () => {
    let lost = 0
    bus.onLost(() => (lost += 1))
    const pending = read(NAME).catch((problem: unknown) => problem)
    broker.close()
    await expect.poll(() => lost).toBe(1)
    expect(await pending).toBeTruthy()
    await expect(read(NAME)).rejects.toThrow('gone')
  })

  it('rejects where there is no bus, and where the address is nonsense', async () => {
    await expect(connectSystemBus(`unix:path=${join(dir, 'none')}`, silentLog)).rejects.toThrow('closed')
    await expect(connectSystemBus('carrier-pigeon:', silentLog)).rejects.toThrow('carrier-pigeon')
  })
})
