// The device strip: what each signal says now and since when. Pure; the clock is passed in.
import type { DeviceReading } from '@shared/device'
import { assertNever } from '@shared/errors'
import type { Language } from '@shared/i18n/catalogue'
import { byteSize, clockTime } from '@shared/i18n/sentences'
import type { Text } from '@shared/i18n/text'
import type { Preferences } from '@shared/preferences'
import { MINUTE_MS } from '@shared/time'
import { networkWord } from '../app/networkWord'
import { clockText } from '../preferences/quietTimes'
import { durationText } from '../ui/duration'

export type Signal = 'power' | 'metered' | 'network' | 'idle' | 'quiet' | 'storage'

/** What the user said of when to run that the strip shows. */
export type OwnWords = Pick<Preferences, 'quietHours' | 'networkRules'>

export interface SignalWords {
  signal: Signal
  /** 'Battery 64 %'. */
  state: string
  /** 'since 13:35'; null where no change is known. */
  since: string | null
}

export function powerWord({ power }: DeviceReading, text: Text): string {
  const percent = power.batteryPercent
  const saver = power.saver ? `, ${text('overview:power_saver')}` : ''
  switch (power.source) {
    case 'mains':
      return percent === null ? text('overview:power_mains') : text('overview:power_mains_percent', { percent })
    case 'battery':
      return (
        (percent === null ? text('overview:power_battery') : text('overview:power_battery_percent', { percent })) +
        saver
      )
    case 'unknown':
      return text('overview:power_unknown')
    default:
      return assertNever(power.source)
  }
}

/** The user's own word for this network wins over what the system says of it. */
function meteredWord({ network }: DeviceReading, { networkRules }: OwnWords, text: Text): string {
  const own = networkRules.find(({ networkId }) => networkId === network.networkId)
  if (own) return text(`overview:own_${own.use}`)
  const word = text(`overview:metered_${network.metered}`)
  return network.meteredIsGuess && network.metered !== 'unknown' ? `${word} ${text('overview:guess')}` : word
}

/** Time without input keeps growing after the reading was made. null while nobody waits on it: then it is not read. */
function idleWord({ idle, at }: DeviceReading, text: Text, language: Language, nowMs: number): string | null {
  if (idle.locked) return text('overview:locked')
  if (idle.idleForMs === null) return null
  const idleMs = idle.idleForMs + Math.max(0, nowMs - at)
  return idleMs < MINUTE_MS
    ? text('overview:in_use')
    : text('overview:idle_for', { duration: durationText(idleMs, language) })
}

/** In the order of the strip. Idle time and free space are left out while nobody asked for them, quiet hours where there are none. */
export function deviceWords(
  device: DeviceReading,
  own: OwnWords,
  text: Text,
  language: Language,
  nowMs: number,
): SignalWords[] {
  const since = (sinceMs: number) =>
    sinceMs > 0 ? text('overview:since', { when: clockTime(sinceMs, nowMs, language) }) : null
  const words: SignalWords[] = [
    {
      signal: 'power',
      state: powerWord(device, text),
      since: device.power.source === 'unknown' ? null : since(device.power.sinceMs),
    },
    {
      signal: 'network',
      state: networkWord(device, text),
      since: device.network.online === 'unknown' ? null : since(device.network.sinceMs),
    },
    { signal: 'metered', state: meteredWord(device, own, text), since: null },
  ]
  const idle = idleWord(device, text, language, nowMs)
  if (idle !== null) {
    words.push({ signal: 'idle', state: idle, since: device.idle.locked ? since(device.idle.sinceMs) : null })
  }
  const { enabled, fromMinute, toMinute } = own.quietHours
  if (enabled) {
    const hours = { from: clockText(fromMinute), to: clockText(toMinute) }
    words.push({ signal: 'quiet', state: text('overview:quiet_hours', hours), since: null })
  }
  const { freeBytes } = device.storage
  if (freeBytes !== null) {
    words.push({
      signal: 'storage',
      state: text('overview:storage_free', { size: byteSize(freeBytes, language) }),
      since: null,
    })
  }
  return words
}
