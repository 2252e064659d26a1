// What the network is, in two to four words. Pure.
import type { DeviceReading } from '@shared/device'
import { assertNever } from '@shared/errors'
import type { Text } from '@shared/i18n/text'

export function networkWord(device: DeviceReading, text: Text): string {
  const { online, networkName } = device.network
  switch (online) {
    case 'yes':
      return networkName ? text('words:network_online_named', { name: networkName }) : text('words:network_online')
    case 'no':
      return text('words:network_offline')
    case 'portal':
      return text('words:network_portal')
    case 'unknown':
      return text('words:network_unknown')
    default:
      return assertNever(online)
  }
}
