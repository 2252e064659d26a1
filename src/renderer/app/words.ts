// The catalogue for components: a typed text function and the language it speaks. Both change live with the preferences.
import type { Language } from '@shared/i18n/catalogue'
import type { Text } from '@shared/i18n/text'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

/** `const text = useText(); text('words:stop')`. A new function whenever the language changes. */
export function useText(): Text {
  const { i18n } = useTranslation()
  const language = i18n.language
  return useMemo<Text>(() => (key, values) => i18n.t(key, { ...values, lng: language }), [i18n, language])
}

export function useLanguage(): Language {
  const { i18n } = useTranslation()
  return i18n.language === 'ko' ? 'ko' : 'en'
}
