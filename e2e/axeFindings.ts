// What axe finds in a window as it stands now, in both themes and both languages: contrast is the theme's, names are the language's (OBS-8).
import AxeBuilder from '@axe-core/playwright'
import type { Lull } from './lull'
import { twoLooks, wear } from './wear'

/** Each in a line; the window is light and English afterwards. The legacy mode is for Electron, where no second page can be opened. */
export async function axeFindings(lull: Lull): Promise<string[]> {
  const { page } = lull
  const found: string[] = []
  for (const look of twoLooks) {
    await wear(lull, look)
    // What is fading in would be measured halfway.
    await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => undefined))))
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
    found.push(...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${look.theme} ${id}: ${html}`)))
  }
  return found
}
