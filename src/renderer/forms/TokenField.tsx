// The field a token is typed into: never filled by the page or the browser, with a sentence about how it will be kept.
import type { TextKey } from '@shared/i18n/text'
import type { TokenAs } from '@shared/pullSettings'
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
  /** How it is sent: says what it is called. */
  as?: TokenAs['type']
}

const labels: Readonly<Record<TokenAs['type'], TextKey>> = {
  bearer: 'sources:field_token',
  basic: 'pulling:token_basic',
  header: 'pulling:token_key',
}

export function TokenField({ value, onChange, hint, error, as = 'bearer' }: TokenFieldProps) {
  const text = useText()
  const { data: info } = useAnswer('app.info', {})
  return (
    <TextField
      type="password"
      label={text(labels[as])}
      value={value}
      onChange={onChange}
      autoComplete="new-password"
      maxLength={8_192}
      mono
      hint={
        <>
          {as === 'basic' ? text('pulling:token_basic_hint') : null} {hint}{' '}
          {info ? text(`sources:token_${info.tokenStore}`) : null}
        </>
      }
      error={error ?? null}
    />
  )
}
