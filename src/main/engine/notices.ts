// Tells the views what changed, at most 10 times a second, the first at once; and the rest of the world only what is new to it.
import type { ChangeTopic, CoreEvent } from '@shared/core'
import type { DeviceInterest } from '@shared/device'

const EVERY_MS = 100

export interface Notices {
  changed(topics: readonly ChangeTopic[]): void
  interest(interest: DeviceInterest): void
}

export function createNotices(
  emit: (event: CoreEvent) => void,
  later: (work: () => void, delayMs: number) => void,
): Notices {
  const pending = new Set<ChangeTopic>()
  let isQuiet = false
  let told: DeviceInterest = { idle: false, batteryLevel: false, storage: false }

  const send = (): void => {
    if (pending.size === 0) return
    const topics = [...pending]
    pending.clear()
    isQuiet = true
    later(() => {
      isQuiet = false
      send()
    }, EVERY_MS)
    emit({ type: 'changed', topics })
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
      emit({ type: 'interest', interest })
    },
  }
}
