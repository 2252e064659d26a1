// Signing in: a token for one source. The field starts empty and is empty again as soon as the token was handed over.
import type { SourceView } from '@shared/sources'
import { type FormEvent, useId, useState } from 'react'
import { useText } from '../app/words'
import { call } from '../client'
import { Button } from '../ui/Button'
import { ConfirmDialog, Dialog } from '../ui/Dialog'
import { useToast } from '../ui/Toasts'
import { Refused } from './AddForm'
import { hostOf } from './sourceState'
import { TokenField } from './TokenField'
import { useSending } from './useSending'
import { useSourceActs } from './useSourceActs'

export interface SignInDialogProps {
  source: SourceView
  onClose: () => void
}

export function SignInDialog({ source, onClose }: SignInDialogProps) {
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
    const signedIn = await send(() => call('sources.signIn', { id: source.id, token: given }))
    if (!signedIn) return
    toast({ text: text('sources:signed_in_now', { name: source.name }) })
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
      title={text('sources:sign_in_title', { name: source.name })}
      description={text('sources:sign_in_body', { host: hostOf(source) ?? source.name })}
      footer={
        <>
          <Button onClick={onClose}>{text('words:cancel')}</Button>
          <Button tone="primary" type="submit" form={formId} busy={busy}>
            {text('sources:sign_in_do')}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-4">
        <TokenField
          value={token}
          onChange={setToken}
          as={source.pull?.tokenAs?.type ?? 'bearer'}
          error={tried && token.trim() === '' ? text('words:needs_value') : null}
        />
        <Refused error={error} />
      </form>
    </Dialog>
  )
}

export function SignOutDialog({ source, onClose }: SignInDialogProps) {
  const text = useText()
  const acts = useSourceActs()
  const [busy, setBusy] = useState(false)
  const signOut = async () => {
    setBusy(true)
    await acts.signOut(source)
    onClose()
  }
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={text('sources:sign_out_title', { name: source.name })}
      description={text('sources:sign_out_body')}
      confirmLabel={text('sources:sign_out')}
      busy={busy}
      onConfirm={() => void signOut()}
    />
  )
}
