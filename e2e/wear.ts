// Puts windows into a theme and a language, and waits until they show them.
import { expect, type Page } from '@playwright/test'
import type { Lull } from './lull'

export interface Look {
  theme: 'light' | 'dark'
  language: 'en' | 'ko'
}

/** Contrast is the theme's, names are the language's: two looks show every one of each. The window is light and English afterwards. */
export const twoLooks: readonly Look[] = [
  { theme: 'dark', language: 'ko' },
  { theme: 'light', language: 'en' },
]

export async function wear(lull: Lull, { theme, language }: Look, pages: readonly Page[] = [lull.page]): Promise<void> {
  await lull.call('preferences.set', { theme, language })
  for (const page of pages) {
    await expect(page.locator('html')).toHaveAttribute('lang', language)
    const isDark = (): Promise<boolean> => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
    await expect.poll(isDark).toBe(theme === 'dark')
  }
}
