// Signing in: a token for one source or one destination. The field starts empty and is empty again as soon as the token was handed over.
import type { TokenAs } from '@shared/pullSettings'
import { type FormEvent, useId, useState } from 'react'
import { useText } from '../app/words'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { useToast } from '../ui/Toasts'
import { Refused } from './Refused'
import { TokenField } from './TokenField'
import { useSending } from './useSending'

export interface TokenDialogProps {
  title: string
  /** Where the token goes. */
  description: string
  as: TokenAs['type']
  signIn: (token: string) => Promise<unknown>
  /** Said once it was taken. */
  done: string
  onClose: () => void
}

export function TokenDialog({ title, description, as, signIn, done, onClose }: TokenDialogProps) {
  const text = useText()
  const toast = useToast()
  const formId = useId()
  const [token, setToken] = useState('')
  const [tried, setTried] = useState(false)
  const { busy, error, send } = useSending()
  const handOver = async () => {
    const given = token.trim()
    setToken('')
    setTried(false)
    if ((await send(() => signIn(given))) === null) return
    toast({ text: done })
    onClose()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (token.trim() === '') setTried(true)
    else void handOver()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={description}
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
          as={as}
          error={tried && token.trim() === '' ? text('words:needs_value') : null}
        />
        <Refused error={error} />
      </form>
    </Dialog>
  )
}
