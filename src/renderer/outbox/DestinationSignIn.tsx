// Signing in to a destination: what waited for it is sent at once.
import type { DestinationView } from '@shared/destinations'
import { useText } from '../app/words'
import { call } from '../client'
import { TokenDialog } from '../forms/TokenDialog'
import { hostOf } from './destinationDraft'

export function DestinationSignIn({ destination, onClose }: { destination: DestinationView; onClose: () => void }) {
  const text = useText()
  return (
    <TokenDialog
      title={text('destinations:sign_in_title', { name: destination.name })}
      description={text('destinations:sign_in_body', { host: hostOf(destination.url) })}
      as={destination.tokenAs.type}
      signIn={(token) => call('destinations.signIn', { id: destination.id, token })}
      done={text('destinations:signed_in_now', { name: destination.name })}
      onClose={onClose}
    />
  )
}
