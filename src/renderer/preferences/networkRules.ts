// The list of networks a person can say something of, and how a word about one changes the list. Pure.
import type { DeviceReading } from '@shared/device'
import type { NetworkRule } from '@shared/preferences'

export interface KnownNetwork {
  networkId: string
  name: string
  /** null: as the system says. */
  use: NetworkRule['use'] | null
  isInUse: boolean
}

/** The network in use first, whether or not there is a word about it; then the others, by name. `network` undefined: not read yet. */
export function knownNetworks(
  rules: readonly NetworkRule[],
  network: DeviceReading['network'] | undefined,
): KnownNetwork[] {
  const id = network?.networkId ?? null
  const others = rules
    .filter((rule) => rule.networkId !== id)
    .map((rule) => ({ ...rule, isInUse: false }))
    .toSorted((a, b) => a.name.localeCompare(b.name))
  if (id === null) return others
  const use = rules.find((rule) => rule.networkId === id)?.use ?? null
  return [{ networkId: id, name: network?.networkName ?? id, use, isInUse: true }, ...others]
}

/** `rule` null: as the system says again. */
export function changedRules(
  rules: readonly NetworkRule[],
  networkId: string,
  rule: NetworkRule | null,
): NetworkRule[] {
  const others = rules.filter((other) => other.networkId !== networkId)
  return rule === null ? others : [...others, rule]
}
