// Everything both windows stand in: queries, words, the clock, toasts, tooltips, and Base UI told to add no style elements (CSP).
import { CSPProvider } from '@base-ui/react/csp-provider'
import { Tooltip } from '@base-ui/react/tooltip'
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { i18n } from 'i18next'
import type { ReactNode } from 'react'
import { I18nextProvider } from 'react-i18next'
import { ToastProvider } from '../ui/Toasts'
import { useAppearance } from './appearance'
import { ClockProvider } from './clock'
import { useLiveUpdates } from './liveUpdates'
import { NavigationProvider } from './navigation'

export interface ProvidersProps {
  queries: QueryClient
  words: i18n
  children: ReactNode
}

export function Providers({ queries, words, children }: ProvidersProps) {
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queries}>
        <I18nextProvider i18n={words}>
          <ClockProvider>
            <NavigationProvider>
              <Tooltip.Provider delay={450}>
                <ToastProvider>
                  <Live words={words} />
                  {children}
                </ToastProvider>
              </Tooltip.Provider>
            </NavigationProvider>
          </ClockProvider>
        </I18nextProvider>
      </QueryClientProvider>
    </CSPProvider>
  )
}

function Live({ words }: { words: i18n }) {
  useAppearance(words)
  useLiveUpdates()
  return null
}
