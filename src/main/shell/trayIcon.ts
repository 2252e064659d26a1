// Decides which picture the tray shows: by state, and by whether the panel behind it is dark. The files are made by scripts/icons.
import type { AppState } from '@shared/summary'
import type { TrayInput } from './trayMenu'

export const trayPictures = ['idle', 'working', 'waiting', 'paused', 'attention', 'problem'] as const
export type TrayPicture = (typeof trayPictures)[number]

const pictures: Readonly<Record<AppState, TrayPicture>> = {
  problem: 'problem',
  attention: 'attention',
  paused: 'paused',
  waiting: 'waiting',
  working: 'working',
  offline: 'waiting',
  idle: 'idle',
}

/** Starting shows as working, and an engine that is gone as a problem. `state` is read only for `ready`. */
export function trayPicture(input: TrayInput['state'], state: AppState): TrayPicture {
  if (input === 'ready') return pictures[state]
  return input === 'lost' ? 'problem' : 'working'
}

/** Size in pixels for scale 1 and scale 2: what each platform's tray is made for. */
export function traySizes(platform: NodeJS.Platform): readonly [number, number] {
  return platform === 'linux' ? [22, 44] : [16, 32]
}

/** 'idle-dark-22.png': drawn for a dark panel, so light itself. */
export function trayFile(picture: TrayPicture, panel: 'dark' | 'light', size: number): string {
  return `${picture}-${panel}-${size}.png`
}

/** GNOME's and Unity's panels are dark in both themes; elsewhere the panel follows the theme. */
export function panelIsDark(platform: NodeJS.Platform, desktop: string, themeIsDark: boolean): boolean {
  if (platform === 'linux' && /gnome|unity|pantheon/i.test(desktop)) return true
  return themeIsDark
}
