// Puts the tray icon on the panel: picture, tooltip and menu, each set only when it changed. What they are is trayMenu.ts's and
// trayIcon.ts's; whether this desktop has a tray is told from outside, and may change while the app runs.
import { join } from 'node:path'
import { assertNever } from '@shared/errors'
import type { Logger } from '@shared/logger'
import type { Wording } from '@shared/statusLine'
import { appState } from '@shared/summary'
import { Menu, type MenuItemConstructorOptions, type NativeImage, nativeImage, nativeTheme, Tray } from 'electron'
import { panelIsDark, type TrayPicture, trayFile, trayPicture, traySizes } from './trayIcon'
import { type TrayAction, type TrayInput, type TrayItem, trayMenu, trayStatus } from './trayMenu'

export interface TrayOptions {
  /** Folder of the pictures: resources/tray. */
  pictures: string
  wording: () => Wording
  act: (action: TrayAction) => void
  log: Logger
  platform: NodeJS.Platform
  /** XDG_CURRENT_DESKTOP, or ''. */
  desktop: string
}

export interface TrayIcon {
  /** Shows this from now on. */
  show(input: TrayInput): void
  /** On Linux: whether somebody shows tray icons now. Elsewhere call it once with true. */
  setAvailable(available: boolean): void
  /** Again, in the language and at the time of now. */
  refresh(): void
  isShown(): boolean
  /** At the end of the app. */
  remove(): void
}

/** A label is text, so an ampersand in a name is not a mnemonic. */
const plain = (label: string): string => label.replaceAll('&', '&&')

function template(items: TrayItem[], act: (action: TrayAction) => void): MenuItemConstructorOptions[] {
  return items.map((item) => {
    switch (item.type) {
      case 'separator':
        return { type: 'separator' }
      case 'note':
        return { id: item.id, label: plain(item.label), enabled: false }
      case 'item':
        return { id: item.id, label: plain(item.label), click: () => act(item.action) }
      case 'submenu':
        return { id: item.id, label: plain(item.label), submenu: template(item.items, act) }
      default:
        return assertNever(item)
    }
  })
}

function picture(name: TrayPicture, { pictures, platform, desktop }: TrayOptions): NativeImage {
  const mac = platform === 'darwin'
  const dark = !mac && panelIsDark(platform, desktop, nativeTheme.shouldUseDarkColorsForSystemIntegratedUI)
  const [size, doubleSize] = traySizes(platform)
  const image = nativeImage.createEmpty()
  for (const [scaleFactor, pixels] of [
    [1, size],
    [2, doubleSize],
  ] as const) {
    const file = nativeImage.createFromPath(join(pictures, trayFile(name, dark ? 'dark' : 'light', pixels)))
    image.addRepresentation({ scaleFactor, buffer: file.toPNG() })
  }
  // macOS colours it itself, by its alpha.
  if (mac) image.setTemplateImage(true)
  return image
}

/** After the app is ready. Shows nothing until it is both available and told what to show. */
export function createTrayIcon(options: TrayOptions): TrayIcon {
  const { act, log, wording } = options
  let tray: Tray | undefined
  let available = false
  let input: TrayInput = { state: 'starting' }
  let shown = { picture: '', tooltip: '', menu: '' }

  function make(first: NativeImage): Tray {
    const made = new Tray(first)
    // On macOS the menu opens by itself.
    if (options.platform !== 'darwin') made.on('click', () => act({ type: 'open' }))
    shown = { picture: '', tooltip: '', menu: '' }
    log.info('tray icon shown')
    return made
  }

  function update(): void {
    // On Linux an icon made while nobody shows icons never appears, and one destroyed and made anew does not either; but one that
    // was there comes back by itself when the panel does. So it is made when first available, and then kept.
    if (!available && !tray) return
    const words = wording()
    const name = trayPicture(input.state, input.state === 'ready' ? appState(input.summary) : 'idle')
    const dark = nativeTheme.shouldUseDarkColorsForSystemIntegratedUI
    const next = { picture: `${name} ${dark}`, tooltip: '', menu: '' }
    tray ??= make(picture(name, options))
    if (next.picture !== shown.picture) tray.setImage(picture(name, options))
    next.tooltip = words.text('tray:tooltip', { status: trayStatus(input, words) })
    if (next.tooltip !== shown.tooltip) tray.setToolTip(next.tooltip)
    const menu = trayMenu(input, words)
    next.menu = JSON.stringify(menu)
    if (next.menu !== shown.menu) tray.setContextMenu(Menu.buildFromTemplate(template(menu, act)))
    shown = next
  }

  nativeTheme.on('updated', update)
  return {
    show: (next) => {
      input = next
      update()
    },
    setAvailable: (now) => {
      available = now
      update()
    },
    refresh: update,
    isShown: () => available && tray !== undefined,
    remove: () => {
      tray?.destroy()
      tray = undefined
      available = false
    },
  }
}
