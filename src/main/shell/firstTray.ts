// Puts the icon on the panel, with its picture and nothing else: the first thing of the app that is seen, so what it needs is little and
// read first. What it shows from then on is tray.ts's.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type NativeImage, nativeImage, nativeTheme, Tray } from 'electron'
import { panelIsDark, type TrayPicture, trayFile, traySizes } from './trayIcon'

export interface TrayPlace {
  /** Folder of the pictures: resources/tray. */
  pictures: string
  platform: NodeJS.Platform
  /** XDG_CURRENT_DESKTOP, or ''. */
  desktop: string
}

export interface FirstTray {
  tray: Tray
  /** The pictureKey of what it shows. */
  shows: string
}

/** Starting shows as this. */
const FIRST: TrayPicture = 'working'

/** After the app is ready, and on Linux only where somebody shows icons: one made before then never appears. */
export function makeFirstTray(place: TrayPlace, name: TrayPicture = FIRST): FirstTray {
  return { tray: new Tray(pictureOf(name, place)), shows: pictureKey(name) }
}

/** Says whether a picture is drawn as one before was: by its name and the theme of now. */
export function pictureKey(name: TrayPicture): string {
  return `${name} ${nativeTheme.shouldUseDarkColorsForSystemIntegratedUI}`
}

export function pictureOf(name: TrayPicture, { pictures, platform, desktop }: TrayPlace): NativeImage {
  const mac = platform === 'darwin'
  const dark = !mac && panelIsDark(platform, desktop, nativeTheme.shouldUseDarkColorsForSystemIntegratedUI)
  const [size, doubleSize] = traySizes(platform)
  const image = nativeImage.createEmpty()
  for (const [scaleFactor, pixels] of [
    [1, size],
    [2, doubleSize],
  ] as const) {
    const buffer = readFileSync(join(pictures, trayFile(name, dark ? 'dark' : 'light', pixels)))
    image.addRepresentation({ scaleFactor, buffer })
  }
  // macOS colours it itself, by its alpha.
  if (mac) image.setTemplateImage(true)
  return image
}
