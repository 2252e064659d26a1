// Signing in to a source, and out of it again.
import type { SourceView } from '@shared/sources'
import { useState } from 'react'
import { useText } from '../app/words'
import { call } from '../client'
import { TokenDialog } from '../forms/TokenDialog'
import { ConfirmDialog } from '../ui/Dialog'
import { hostOf } from './sourceState'
import { useSourceActs } from './useSourceActs'

export interface SignInDialogProps {
  source: SourceView
  onClose: () => void
}

export function SignInDialog({ source, onClose }: SignInDialogProps) {
  const text = useText()
  return (
    <TokenDialog
      title={text('sources:sign_in_title', { name: source.name })}
      description={text('sources:sign_in_body', { host: hostOf(source) ?? source.name })}
      as={source.pull?.tokenAs?.type ?? 'bearer'}
      signIn={(token) => call('sources.signIn', { id: source.id, token })}
      done={text('sources:signed_in_now', { name: source.name })}
      onClose={onClose}
    />
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
