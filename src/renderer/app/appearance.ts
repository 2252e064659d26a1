// Language and theme as the preferences have them, live. 'system' leaves the theme to the stylesheet and the language to the locale.
import { languageFor } from '@shared/i18n/catalogue'
import type { i18n } from 'i18next'
import { useEffect } from 'react'
import { useAnswer } from '../client'

/** Stands once in each window. Until the preferences are known the system decides. */
export function useAppearance(words: i18n): void {
  const { data: preferences } = useAnswer('preferences.get', {})
  const { data: info } = useAnswer('app.info', {})
  const theme = preferences?.theme ?? 'system'
  const language = languageFor(preferences?.language ?? 'system', info?.locale ?? navigator.language)
  useEffect(() => {
    const root = document.documentElement
    if (theme === 'system') delete root.dataset.theme
    else root.dataset.theme = theme
  }, [theme])
  useEffect(() => {
    document.documentElement.lang = language
    if (words.language !== language) void words.changeLanguage(language)
  }, [language, words])
}
