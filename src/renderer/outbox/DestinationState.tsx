// How a destination is doing: ready, or waiting for a sign-in.
import type { DestinationView } from '@shared/destinations'
import { useText } from '../app/words'
import { StateBadge } from '../ui/StateBadge'

export function DestinationState({ destination }: { destination: DestinationView }) {
  const text = useText()
  const needsSignIn = destination.isHeld || destination.signedIn === false
  return (
    <StateBadge meaning={needsSignIn ? 'needsYou' : 'done'}>
      {text(needsSignIn ? 'destinations:held' : 'destinations:ready')}
    </StateBadge>
  )
}
