// Signing in to a destination. The field starts empty and is empty again as soon as the token was handed over.
import type { DestinationView } from '@shared/destinations'
import { type FormEvent, useId, useState } from 'react'
import { useText } from '../app/words'
import { call } from '../client'
import { Refused } from '../sources/AddForm'
import { TokenField } from '../sources/TokenField'
import { useSending } from '../sources/useSending'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { useToast } from '../ui/Toasts'
import { hostOf } from './destinationDraft'

export function DestinationSignIn({ destination, onClose }: { destination: DestinationView; onClose: () => void }) {
  const text = useText()
  const toast = useToast()
  const formId = useId()
  const [token, setToken] = useState('')
  const [tried, setTried] = useState(false)
  const { busy, error, send } = useSending()
  const signIn = async () => {
    const given = token.trim()
    setToken('')
    setTried(false)
    const signedIn = await send(() => call('destinations.signIn', { id: destination.id, token: given }))
    if (!signedIn) return
    toast({ text: text('destinations:signed_in_now', { name: destination.name }) })
    onClose()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (token.trim() === '') setTried(true)
    else void signIn()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={text('destinations:sign_in_title', { name: destination.name })}
      description={text('destinations:sign_in_body', { host: hostOf(destination.url) })}
      footer={
        <>
          <Button onClick={onClose}>{text('words:cancel')}</Button>
          <Button tone="primary" type="submit" form={formId} busy={busy}>
            {text('destinations:sign_in')}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-4">
        <TokenField
          value={token}
          onChange={setToken}
          as={destination.tokenAs.type}
          error={tried && token.trim() === '' ? text('words:needs_value') : null}
        />
        <Refused error={error} />
      </form>
    </Dialog>
  )
}
