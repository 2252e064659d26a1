// Beside a hold by a metered network: the button by which the user's own word for that network wins over the system's (COND-5, product 4.7).
import type { ReasonCode } from '@shared/jobs/reasons'
import { call, useAnswer } from '../client'
import { changedRules } from '../preferences/networkRules'
import { Button, type ButtonProps } from '../ui/Button'
import { useToast } from '../ui/Toasts'
import { useRefusalText } from './refusalText'
import { useText } from './words'

export interface TreatAsUnmeteredProps {
  code: ReasonCode
  tone?: ButtonProps['tone']
}

/** Nothing where another reason holds, or where the network has no name of its own to remember it by. */
export function TreatAsUnmetered({ code, tone }: TreatAsUnmeteredProps) {
  const text = useText()
  const toast = useToast()
  const refusal = useRefusalText()
  const { data: device } = useAnswer('device.get', {})
  const networkId = device?.network.networkId ?? null
  if ((code !== 'metered' && code !== 'metered_unknown') || networkId === null) return null
  const name = device?.network.networkName ?? networkId
  const treat = async () => {
    try {
      const { networkRules } = await call('preferences.get', {})
      const rule = { networkId, name, use: 'unmetered' as const }
      await call('preferences.set', { networkRules: changedRules(networkRules, networkId, rule) })
      toast({ text: text('words:treated_unmetered', { name }) })
    } catch (error) {
      toast({ text: refusal(error) })
    }
  }
  return (
    <Button size="small" {...(tone ? { tone } : {})} onClick={() => void treat()}>
      {text('words:treat_unmetered')}
    </Button>
  )
}
