// By what name the system knows the app, where it must be told: Windows puts a toast and the taskbar under an AppUserModelID, and shows
// a toast only for one that a shortcut in the Start menu carries. The installer's shortcut carries the first of these two.
import type { App } from 'electron'

/** The appId of scripts/packaging/config.mjs. */
export const APP_ID = 'app.lull.Lull'

/** Before anything is shown. `execPath`: what an app that was not installed is known by. */
export function nameToSystem(
  app: Pick<App, 'isPackaged' | 'setAppUserModelId'>,
  platform: NodeJS.Platform,
  execPath: string,
): void {
  if (platform === 'win32') app.setAppUserModelId(app.isPackaged ? APP_ID : execPath)
}
