// What every device adapter must do, as cases for any test runner (D36): against fakes in adapters.test.ts, against the real
// thing wherever a rig can work it. A case throws where the promise is broken.
import assert from 'node:assert/strict'
import type { DeviceMoment, DeviceReading } from '@shared/device'
import type { DeviceMonitor } from './deviceMonitor'

/** A computer whose signals a test can work, and a monitor on it that was started and has settled. */
export interface DeviceRig {
  monitor: DeviceMonitor
  readings: DeviceReading[]
  moments: DeviceMoment[]
  battery: (onBattery: boolean, percent: number) => Promise<void>
  lock: (locked: boolean) => Promise<void>
  sleep: (going: boolean) => Promise<void>
  online: (online: boolean) => Promise<void>
  /** How long ago the last input was. */
  idle: (seconds: number) => Promise<void>
  elapse: (ms: number) => Promise<void>
  /** Timers and listeners of the monitor that are left. */
  pending: () => { timers: number; listeners: number }
}

export interface DeviceCase {
  title: string
  run: (rig: DeviceRig) => Promise<void>
}

const nothing = { idle: false, batteryLevel: false, storage: false }

export const deviceContract: readonly DeviceCase[] = [
  {
    title: 'reads mains and online at start, with nothing polled',
    async run({ monitor, pending }) {
      const { power, network, idle } = monitor.reading()
      assert.equal(power.source, 'mains')
      assert.equal(network.online, 'yes')
      assert.deepEqual([idle.idleForMs, idle.locked], [null, false])
      assert.equal(pending().timers, 0, 'COND-11: no timer while nobody waits')
    },
  },
  {
    title: 'tells of battery and mains when they come, with the time since',
    async run({ monitor, readings, battery, elapse }) {
      await elapse(60_000)
      await battery(true, 64)
      const { power } = monitor.reading()
      assert.equal(power.source, 'battery')
      assert.equal(readings.at(-1)?.power.source, 'battery')
      await elapse(30_000)
      assert.equal(monitor.reading().power.sinceMs, power.sinceMs)
      await battery(false, 64)
      assert.equal(monitor.reading().power.source, 'mains')
      assert.equal(monitor.reading().power.sinceMs, power.sinceMs + 30_000)
    },
  },
  {
    title: 'knows the charge on battery while somebody waits on it',
    async run({ monitor, battery, elapse }) {
      monitor.setInterest({ ...nothing, batteryLevel: true })
      await battery(true, 12)
      await elapse(1)
      assert.equal(monitor.reading().power.batteryPercent, 12)
    },
  },
  {
    title: 'D17 says lock and unlock once each, and that the screen is locked',
    async run({ monitor, moments, lock }) {
      await lock(true)
      assert.equal(monitor.reading().idle.locked, true)
      await lock(false)
      assert.equal(monitor.reading().idle.locked, false)
      assert.deepEqual(moments, ['lock', 'unlock'])
    },
  },
  {
    title: 'D17 says suspend and resume, once each',
    async run({ moments, sleep }) {
      await sleep(true)
      await sleep(false)
      assert.deepEqual(moments, ['suspend', 'resume'])
    },
  },
  {
    title: 'P23 notices the network going at the next look, and coming back within 10 s',
    async run({ monitor, online, elapse }) {
      await online(false)
      monitor.refresh()
      assert.equal(monitor.reading().network.online, 'no')
      await online(true)
      await elapse(10_000)
      assert.equal(monitor.reading().network.online, 'yes')
    },
  },
  {
    title: 'COND-5 never calls a network unmetered that nothing vouches for',
    async run({ monitor }) {
      const { metered, meteredIsGuess } = monitor.reading().network
      assert.ok(metered === 'unknown' || !meteredIsGuess || metered === 'no')
      if (metered === 'unknown') assert.equal(meteredIsGuess, true)
    },
  },
  {
    title: 'asks for idle only while somebody waits, and sees the first input within a second',
    async run({ monitor, readings, idle, elapse, pending }) {
      await idle(600)
      assert.equal(monitor.reading().idle.idleForMs, null)
      monitor.setInterest({ ...nothing, idle: true })
      assert.equal(monitor.reading().idle.idleForMs, 600_000)
      await idle(0)
      await elapse(1_000)
      assert.equal(readings.at(-1)?.idle.idleForMs, 0)
      monitor.setInterest(nothing)
      assert.equal(pending().timers, 0)
    },
  },
  {
    title: 'tells nothing twice',
    async run({ readings, battery, elapse }) {
      await battery(true, 50)
      const told = readings.length
      await battery(true, 50)
      await elapse(60_000)
      assert.equal(readings.length, told)
    },
  },
  {
    title: 'leaves no timer and no listener behind when stopped',
    async run({ monitor, pending, online }) {
      monitor.setInterest({ idle: true, batteryLevel: true, storage: true })
      await online(false)
      monitor.stop()
      assert.deepEqual(pending(), { timers: 0, listeners: 0 })
    },
  },
]
