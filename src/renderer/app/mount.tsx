// Puts one window's content into its page. Called by the two entries, after zod was told to do without code generation.
import { languageFor } from '@shared/i18n/catalogue'
import { createI18n, type TextKey } from '@shared/i18n/text'
import { type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { initReactI18next } from 'react-i18next'
import { createQueryClient } from '../client'
import { Providers } from './Providers'
import { useText } from './words'
import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css'
import '../ui/theme.css'

function Title({ title }: { title: TextKey }) {
  return <title>{useText()(title)}</title>
}

/** `title`: of the window, in the language of the page. */
export function mount(content: ReactNode, title: TextKey): void {
  const root = document.getElementById('root')
  if (!root) throw new Error('the page has no #root')
  const words = createI18n(languageFor('system', navigator.language))
  initReactI18next.init(words)
  createRoot(root).render(
    <StrictMode>
      <Providers queries={createQueryClient()} words={words}>
        <Title title={title} />
        {content}
      </Providers>
    </StrictMode>,
  )
}
