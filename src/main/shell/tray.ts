// Keeps the tray icon on the panel: picture, tooltip and menu, each set only when it changed. What they are is trayMenu.ts's and
// trayIcon.ts's, how it gets there firstTray.ts's; whether this desktop has a tray is told from outside, and may change while the app runs.
import { assertNever } from '@shared/errors'
import type { Logger } from '@shared/logger'
import type { Wording } from '@shared/statusLine'
import { appState } from '@shared/summary'
import { Menu, type MenuItemConstructorOptions, nativeTheme, type Tray } from 'electron'
import { type FirstTray, makeFirstTray, pictureKey, pictureOf, type TrayPlace } from './firstTray'
import { type TrayPicture, trayPicture } from './trayIcon'
import { type TrayAction, type TrayInput, type TrayItem, trayMenu, trayStatus } from './trayMenu'

export interface TrayOptions {
  place: TrayPlace
  /** The icon, where it was there before everything else. */
  first: FirstTray | undefined
  wording: () => Wording
  act: (action: TrayAction) => void
  log: Logger
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

/** After the app is ready. Shows nothing until it is both available and told what to show. */
export function createTrayIcon(options: TrayOptions): TrayIcon {
  const { act, first, log, place, wording } = options
  let shown = { picture: '', tooltip: '', menu: '' }
  let tray = first && take(first)
  let available = false
  let input: TrayInput = { state: 'starting' }

  function take({ tray: made, shows }: FirstTray): Tray {
    // On macOS the menu opens by itself.
    if (place.platform !== 'darwin') made.on('click', () => act({ type: 'open' }))
    shown = { picture: shows, tooltip: '', menu: '' }
    log.info('tray icon shown')
    return made
  }

  function update(): void {
    // On Linux an icon made while nobody shows icons never appears, and one destroyed and made anew does not either; but one that
    // was there comes back by itself when the panel does. So it is made when first available, and then kept.
    if (!available && !tray) return
    const words = wording()
    const name: TrayPicture = trayPicture(input.state, input.state === 'ready' ? appState(input.summary) : 'idle')
    const next = { picture: pictureKey(name), tooltip: '', menu: '' }
    tray ??= take(makeFirstTray(place, name))
    if (next.picture !== shown.picture) tray.setImage(pictureOf(name, place))
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
