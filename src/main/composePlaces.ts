// Where what the app shows lies, seen from the folder of main's bundles. The entry and what it loads must agree on it, though they are
// different files of that folder.
import { join } from 'node:path'
import { app } from 'electron'
import type { TrayPlace } from './shell/firstTray'

/** `path`: below out/. */
export const built = (path: string): string => join(app.getAppPath(), 'out', path)

/** `path`: below resources/. */
export const resource = (path: string): string => join(app.getAppPath(), 'resources', path)

export const trayPlace = (): TrayPlace => ({
  pictures: resource('tray'),
  platform: process.platform,
  desktop: process.env.XDG_CURRENT_DESKTOP ?? '',
})
