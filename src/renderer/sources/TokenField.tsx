// The field a token is typed into: never filled by the page or the browser, with a sentence about how it will be kept.
import type { ReactNode } from 'react'
import { useText } from '../app/words'
import { useAnswer } from '../client'
import { TextField } from '../ui/Fields'

export interface TokenFieldProps {
  value: string
  onChange: (value: string) => void
  /** Before the sentence about how it is kept. */
  hint?: ReactNode
  error?: string | null
}

export function TokenField({ value, onChange, hint, error }: TokenFieldProps) {
  const text = useText()
  const { data: info } = useAnswer('app.info', {})
  return (
    <TextField
      type="password"
      label={text('sources:field_token')}
      value={value}
      onChange={onChange}
      autoComplete="new-password"
      maxLength={8_192}
      mono
      hint={
        <>
          {hint} {info ? text(`sources:token_${info.tokenStore}`) : null}
        </>
      }
      error={error ?? null}
    />
  )
}
