// Which networks are listed, and what a word about one does to the list (COND-5).
import { unknownDevice } from '@shared/device'
import type { NetworkRule } from '@shared/preferences'
import { expect, it } from 'vitest'
import { changedRules, knownNetworks } from './networkRules'

const rules: NetworkRule[] = [
  { networkId: 'u-2', name: 'Office', use: 'never' },
  { networkId: 'u-1', name: 'Home', use: 'unmetered' },
]
const on = (networkId: string | null, networkName: string | null) => ({
  ...unknownDevice.network,
  networkId,
  networkName,
})

it('COND-5 lists the network in use first, under the name it has now, and the others by name', () => {
  expect(knownNetworks(rules, on('u-2', 'Office 5G')).map(({ name, use, isInUse }) => [name, use, isInUse])).toEqual([
    ['Office 5G', 'never', true],
    ['Home', 'unmetered', false],
  ])
  expect(knownNetworks(rules, on('u-3', 'Café')).map(({ name, use }) => [name, use])).toEqual([
    ['Café', null],
    ['Home', 'unmetered'],
    ['Office', 'never'],
  ])
})

it('lists what has a word of its own where the system names no network, or nothing is read yet', () => {
  expect(knownNetworks(rules, on(null, null)).map(({ name }) => name)).toEqual(['Home', 'Office'])
  expect(knownNetworks([], undefined)).toEqual([])
})

it('has one word for each network, and none for what is as the system says', () => {
  const changed = changedRules(rules, 'u-1', { networkId: 'u-1', name: 'Home', use: 'metered' })
  expect(changed.map(({ networkId, use }) => `${networkId} ${use}`)).toEqual(['u-2 never', 'u-1 metered'])
  expect(changedRules(changed, 'u-2', null).map(({ networkId }) => networkId)).toEqual(['u-1'])
})
