// What the user says of single networks, over what the system says of them: the one in use first, then those with a word of their own.
import { type NetworkRule, networkUses } from '@shared/preferences'
import { useText } from '../app/words'
import { useAnswer } from '../client'
import { FormRow } from '../ui/FormRow'
import { Select } from '../ui/Select'
import { changedRules, knownNetworks } from './networkRules'
import type { PaneProps } from './paneProps'

const SYSTEM = 'system'
const uses = [SYSTEM, ...networkUses] as const

export function NetworkRuleRows({ preferences, set }: PaneProps) {
  const text = useText()
  const { data: device } = useAnswer('device.get', {})
  const networks = knownNetworks(preferences.networkRules, device?.network)
  const isUnnamed = device !== undefined && device.network.networkId === null
  return (
    <section aria-labelledby="network-rules" className="pt-6">
      <h3 id="network-rules" className="font-semibold">
        {text('preferences:networks')}
      </h3>
      <p className="max-w-[58ch] pt-0.5 text-ink-3 text-small">{text('preferences:networks_hint')}</p>
      {networks.map(({ networkId, name, use, isInUse }) => (
        <FormRow key={networkId} label={name} hint={isInUse ? text('preferences:network_in_use') : undefined}>
          <Select
            label={name}
            value={use ?? SYSTEM}
            options={uses.map((value) => ({ value, label: text(`preferences:use_${value}`) }))}
            onChange={(chosen) => {
              const rule: NetworkRule | null = chosen === SYSTEM ? null : { networkId, name, use: chosen }
              set({ networkRules: changedRules(preferences.networkRules, networkId, rule) })
            }}
          />
        </FormRow>
      ))}
      {isUnnamed ? (
        <p className="max-w-[58ch] pt-3 text-ink-2">
          {text(device.network.online === 'no' ? 'preferences:network_none' : 'preferences:network_unnamed')}
        </p>
      ) : null}
    </section>
  )
}
