// Tells the views what changed, at most 10 times a second, the first at once; and the rest of the world only what is new to it.
import type { ChangeTopic } from '@shared/core'
import type { DeviceInterest } from '@shared/device'
import type { EnginePorts } from './ports'

const EVERY_MS = 100

export interface Notices {
  changed(topics: readonly ChangeTopic[]): void
  interest(interest: DeviceInterest): void
}

export function createNotices(ports: Pick<EnginePorts, 'emit' | 'later'>): Notices {
  const pending = new Set<ChangeTopic>()
  let isQuiet = false
  let told: DeviceInterest = { idle: false, batteryLevel: false, storage: false }

  const send = (): void => {
    if (pending.size === 0) return
    const topics = [...pending]
    pending.clear()
    isQuiet = true
    ports.later(() => {
      isQuiet = false
      send()
    }, EVERY_MS)
    ports.emit({ type: 'changed', topics })
  }
  return {
    changed: (topics) => {
      for (const topic of topics) pending.add(topic)
      if (!isQuiet) send()
    },
    interest: (interest) => {
      const same =
        interest.idle === told.idle && interest.batteryLevel === told.batteryLevel && interest.storage === told.storage
      if (same) return
      told = interest
      ports.emit({ type: 'interest', interest })
    },
  }
}
