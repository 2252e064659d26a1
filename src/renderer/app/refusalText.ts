// The sentence for a refusal or a failure on this page: a refusal's own (shared/i18n/refusalSentence.ts), or that nobody
// answered; never an exception's text.
import { RefusalError } from '@shared/errors'
import { refusalSentence } from '@shared/i18n/refusalSentence'
import type { Text } from '@shared/i18n/text'
import { useMemo } from 'react'
import { useText } from './words'

/** Pure over the catalogue. An unreachable engine and a bug read the same to a person: nothing was answered. */
export function refusalText(error: unknown, text: Text): string {
  return error instanceof RefusalError ? refusalSentence(error.refusal, text) : text('words:unreachable_title')
}

/** `const refusal = useRefusalText(); refusal(error)`. */
export function useRefusalText(): (error: unknown) => string {
  const text = useText()
  return useMemo(() => (error: unknown) => refusalText(error, text), [text])
}
