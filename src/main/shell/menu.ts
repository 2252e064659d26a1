// The application menu, in the user's language: what every app has, Settings, and nothing that a page could be harmed with.
import type { Text } from '@shared/i18n/text'
import { Menu, type MenuItemConstructorOptions } from 'electron'

export interface MenuOptions {
  text: Text
  platform: NodeJS.Platform
  isPackaged: boolean
  openSettings: () => void
  quit: () => void
}

const separator: MenuItemConstructorOptions = { type: 'separator' }

function settingsItem({ text, openSettings }: MenuOptions): MenuItemConstructorOptions {
  return { id: 'settings', label: text('tray:settings'), accelerator: 'CmdOrCtrl+,', click: openSettings }
}

function quitItem({ text, quit }: MenuOptions): MenuItemConstructorOptions {
  return { id: 'quit', label: text('tray:menu_quit'), accelerator: 'CmdOrCtrl+Q', click: quit }
}

function appMenu(options: MenuOptions): MenuItemConstructorOptions {
  const { text } = options
  return {
    label: text('tray:menu_app'),
    submenu: [
      { role: 'about', label: text('tray:menu_about') },
      separator,
      settingsItem(options),
      separator,
      { role: 'hide', label: text('tray:menu_hide') },
      { role: 'hideOthers', label: text('tray:menu_hide_others') },
      { role: 'unhide', label: text('tray:menu_show_all') },
      separator,
      quitItem(options),
    ],
  }
}

function fileMenu(options: MenuOptions): MenuItemConstructorOptions {
  const close: MenuItemConstructorOptions = { role: 'close', label: options.text('tray:menu_close') }
  const submenu = options.platform === 'darwin' ? [close] : [settingsItem(options), separator, close, quitItem(options)]
  return { label: options.text('tray:menu_file'), submenu }
}

function editMenu({ text }: MenuOptions): MenuItemConstructorOptions {
  return {
    label: text('tray:menu_edit'),
    submenu: [
      { role: 'undo', label: text('tray:menu_undo') },
      { role: 'redo', label: text('tray:menu_redo') },
      separator,
      { role: 'cut', label: text('tray:menu_cut') },
      { role: 'copy', label: text('tray:menu_copy') },
      { role: 'paste', label: text('tray:menu_paste') },
      { role: 'delete', label: text('tray:menu_delete') },
      { role: 'selectAll', label: text('tray:menu_select_all') },
    ],
  }
}

function viewMenu({ text, isPackaged }: MenuOptions): MenuItemConstructorOptions {
  const developer: MenuItemConstructorOptions[] = isPackaged
    ? []
    : [
        separator,
        { role: 'reload', label: text('tray:menu_reload') },
        { role: 'toggleDevTools', label: text('tray:menu_developer_tools') },
      ]
  return {
    label: text('tray:menu_view'),
    submenu: [
      { role: 'resetZoom', label: text('tray:menu_actual_size') },
      { role: 'zoomIn', label: text('tray:menu_zoom_in') },
      { role: 'zoomOut', label: text('tray:menu_zoom_out') },
      separator,
      { role: 'togglefullscreen', label: text('tray:menu_full_screen') },
      ...developer,
    ],
  }
}

/** The whole menu as data. */
export function applicationMenu(options: MenuOptions): MenuItemConstructorOptions[] {
  const window: MenuItemConstructorOptions = {
    label: options.text('tray:menu_window'),
    submenu: [{ role: 'minimize', label: options.text('tray:menu_minimize') }],
  }
  const menus = [fileMenu(options), editMenu(options), viewMenu(options), window]
  return options.platform === 'darwin' ? [appMenu(options), ...menus] : menus
}

/** Sets it; again after a change of language. */
export function setApplicationMenu(options: MenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(applicationMenu(options)))
}
