// The real world behind the device room: Electron's powerMonitor and net, the data directory's volume, the kernel's power
// supplies, the system bus. No rule lives here. Only after app is ready.
import { readdirSync, readFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '@shared/logger'
import { net, powerMonitor } from 'electron'
import type { DevicePorts, PowerMonitorPort } from './ports'
import { percent } from './power'
import type { Supply } from './sysPower'
import { connectSystemBus } from './systemBus'

const SUPPLIES = '/sys/class/power_supply'

export function electronDevicePorts({ dataDir, log }: { dataDir: string; log: Logger }): DevicePorts {
  return {
    now: Date.now,
    after(delayMs, fn) {
      const timer = setTimeout(fn, delayMs)
      return () => clearTimeout(timer)
    },
    power,
    isOnline: () => net.isOnline(),
    async freeBytes() {
      const { bavail, bsize } = await statfs(dataDir)
      return bavail * bsize
    },
    async batteryPercent() {
      const { battery } = await import('systeminformation')
      const { hasBattery, percent: level } = await battery()
      return hasBattery ? percent(level) : null
    },
    supplies: readSupplies,
    connectBus: () => connectSystemBus(process.env.DBUS_SYSTEM_BUS_ADDRESS, log),
    sessionId: process.env.XDG_SESSION_ID,
    pid: process.pid,
    log,
  }
}

const power: PowerMonitorPort = {
  on(event, listener) {
    const emitter: NodeJS.EventEmitter = powerMonitor
    emitter.on(event, listener)
    return () => emitter.off(event, listener)
  },
  isOnBattery: () => powerMonitor.isOnBatteryPower(),
  isHot,
  isLocked: () => powerMonitor.getSystemIdleState(1) === 'locked',
  idleForSeconds: () => powerMonitor.getSystemIdleTime(),
}

/** Only macOS tells; and 'unknown' is no word. */
function isHot(): boolean | undefined {
  if (process.platform !== 'darwin') return undefined
  const state = powerMonitor.getCurrentThermalState()
  return state === 'unknown' ? undefined : state === 'serious' || state === 'critical'
}

function readSupplies(): Supply[] | null {
  try {
    return readdirSync(SUPPLIES).map((name) => {
      const read = (file: string): string | null => readLine(join(SUPPLIES, name, file))
      return {
        type: read('type'),
        scope: read('scope'),
        online: read('online'),
        status: read('status'),
        capacity: read('capacity'),
      }
    })
  } catch {
    return null
  }
}

function readLine(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return null
  }
}
