// The one file that makes windows (S1): the main window and the preferences window, each with a session of its own that keeps nothing
// on disk (S21). Shown when painted, destroyed when closed. What a page may load is webSecurity.ts's, what it may ask is main/ipc's.
import { assertNever } from '@shared/errors'
import type { Text } from '@shared/i18n/text'
import { EVENT_CHANNEL } from '@shared/ipc/bridge'
import type { AppEvents } from '@shared/ipc/events'
import type { Logger } from '@shared/logger'
import type { Preferences } from '@shared/preferences'
import { MINUTE_MS } from '@shared/time'
import { BrowserWindow, nativeTheme, screen, session, type WebPreferences } from 'electron'
import { PAGE_ORIGIN, type PageFiles } from './pageFiles'
import { secureSession } from './webSecurity'
import { type BoundsStore, placeWindow, type WindowSize } from './windowBounds'

export type WindowName = 'main' | 'preferences'
export type Wish = AppEvents['navigate']

export interface WindowsOptions {
  /** Asked for once a window opens: an app that starts at login may never have one. */
  files: () => PageFiles
  preloadPath: string
  iconPath: string
  bounds: BoundsStore
  log: Logger
  /** In the language of now. */
  text: () => Text
  isPackaged: boolean
  /** Where pages come from while developing; absent in a packaged app. */
  devServer?: URL
  onOpened: (name: WindowName) => void
  /** The user closed it; its page is gone. */
  onClosed: (name: WindowName, stillOpen: number) => void
}

/** A page that can be told things. */
export interface EventTarget {
  id: number
  send(channel: string, name: string, payload: unknown): void
}

export interface Windows {
  /** Opens the main window or brings it forward, and has it show something. */
  openMain(wish?: Wish): void
  openPreferences(): void
  isOurs(webContentsId: number): boolean
  /** The pages that can be told things now. */
  targets(): EventTarget[]
  openCount(): number
  /** The window a native dialog belongs to. */
  forDialogs(): BrowserWindow | undefined
  setTheme(theme: Preferences['theme']): void
  /** The language changed. */
  retitle(): void
  /** At the end of the app: gone at once, without onClosed. */
  closeAll(): void
}

/** Behind the page until it has painted; the same neutrals as the page's own ground. */
const ground = { light: '#ffffff', dark: '#141619' } as const

const sizes: Readonly<Record<WindowName, WindowSize>> = {
  main: { width: 1080, height: 720, leastWidth: 760, leastHeight: 520 },
  preferences: { width: 760, height: 640, leastWidth: 560, leastHeight: 440 },
}

const pages: Readonly<Record<WindowName, string>> = { main: 'index.html', preferences: 'preferences.html' }

/** Every choice S1 names is made here and said aloud, the safe defaults too. */
function pagePreferences(name: WindowName, options: WindowsOptions): WebPreferences {
  // Not `persist:`, so it lives in memory and goes with the process.
  const own = session.fromPartition(`lull-${name}`, { cache: false })
  if (!own.protocol.isProtocolHandled('app')) secureSession(own, { files: options.files(), log: options.log })
  return {
    session: own,
    preload: options.preloadPath,
    sandbox: true,
    contextIsolation: true,
    webSecurity: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    plugins: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: !options.isPackaged,
  }
}

function titleOf(name: WindowName, text: Text): string {
  switch (name) {
    case 'main':
      return text('tray:window_main')
    case 'preferences':
      return text('tray:window_preferences')
    default:
      return assertNever(name)
  }
}

function makeWindow(name: WindowName, options: WindowsOptions): BrowserWindow {
  const size = sizes[name]
  const workAreas = screen.getAllDisplays().map((display) => display.workArea)
  const { maximized, ...place } = placeWindow(options.bounds.read(name), workAreas, size)
  const window = new BrowserWindow({
    ...place,
    minWidth: size.leastWidth,
    minHeight: size.leastHeight,
    title: titleOf(name, options.text()),
    icon: options.iconPath,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? ground.dark : ground.light,
    webPreferences: pagePreferences(name, options),
  })
  const show = (): void => {
    if (window.isDestroyed() || window.isVisible()) return
    if (maximized) window.maximize()
    window.show()
  }
  window.once('ready-to-show', show)
  // An empty window that says nothing is still better than none.
  window.webContents.once('did-fail-load', show)
  window.on('page-title-updated', (event) => event.preventDefault())
  return window
}

/** Sends a wish when the page can hear it; the preload keeps it until the page listens. */
function tellWish(window: BrowserWindow, wish: Wish): void {
  const send = (): void => window.webContents.send(EVENT_CHANNEL, 'navigate', wish)
  if (window.webContents.isLoading()) window.webContents.once('did-finish-load', send)
  else send()
}

function rememberPlace(window: BrowserWindow, name: WindowName, bounds: BoundsStore): void {
  bounds.write(name, { ...window.getNormalBounds(), maximized: window.isMaximized() })
}

type OpenWindows = Map<WindowName, BrowserWindow>

/** The way to open a window that is not open: it comes back once if its page crashes. */
function opener(open: OpenWindows, options: WindowsOptions): (name: WindowName) => BrowserWindow {
  const { log } = options
  const crashedAt = new Map<WindowName, number>()

  function afterCrash(name: WindowName, window: BrowserWindow): void {
    const last = crashedAt.get(name)
    crashedAt.set(name, performance.now())
    window.destroy()
    // Once is an accident; a page that crashes again at once would do so for ever.
    if (last === undefined || performance.now() - last > MINUTE_MS) openWindow(name)
  }

  function openWindow(name: WindowName): BrowserWindow {
    const window = makeWindow(name, options)
    open.set(name, window)
    let closedByUser = false
    window.on('close', () => {
      closedByUser = true
      rememberPlace(window, name, options.bounds)
    })
    const forget = (): void => {
      if (open.get(name) === window) open.delete(name)
    }
    // The page goes before its window does, and a window without its page is of no use to anyone.
    window.webContents.once('destroyed', forget)
    window.on('closed', () => {
      forget()
      if (closedByUser) options.onClosed(name, open.size)
    })
    window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      if (reason === 'clean-exit' || window.isDestroyed()) return
      log.error('a page crashed', { window: name, reason, exitCode })
      afterCrash(name, window)
    })
    const address = options.devServer ? new URL(pages[name], options.devServer).href : `${PAGE_ORIGIN}/${pages[name]}`
    window.loadURL(address).catch((error: unknown) => {
      log.error('a page did not load', { window: name, error: String(error) })
    })
    options.onOpened(name)
    return window
  }
  return openWindow
}

function targetOf({ webContents }: BrowserWindow): EventTarget {
  return {
    id: webContents.id,
    send: (channel, name, payload) => {
      if (!webContents.isDestroyed() && !webContents.isCrashed()) webContents.send(channel, name, payload)
    },
  }
}

/** Opens nothing yet; after the app is ready. */
export function createWindows(options: WindowsOptions): Windows {
  const open: OpenWindows = new Map()
  const openWindow = opener(open, options)
  const live = (): BrowserWindow[] => [...open.values()].filter((window) => !window.isDestroyed())

  function bringForward(name: WindowName): BrowserWindow {
    const window = open.get(name)
    // One that is just being closed may still be on the list.
    if (!window || window.isDestroyed() || window.webContents.isDestroyed()) return openWindow(name)
    if (window.isMinimized()) window.restore()
    if (!window.webContents.isLoading()) window.show()
    window.focus()
    return window
  }

  nativeTheme.on('updated', () => {
    for (const window of live()) window.setBackgroundColor(nativeTheme.shouldUseDarkColors ? ground.dark : ground.light)
  })

  return {
    openMain: (wish) => {
      const window = bringForward('main')
      if (wish) tellWish(window, wish)
    },
    openPreferences: () => void bringForward('preferences'),
    isOurs: (webContentsId) => live().some((window) => window.webContents.id === webContentsId),
    targets: () => live().map(targetOf),
    openCount: () => live().length,
    forDialogs: () => BrowserWindow.getFocusedWindow() ?? open.get('main') ?? live()[0],
    setTheme: (theme) => {
      nativeTheme.themeSource = theme
    },
    retitle: () => {
      for (const [name, window] of open) window.setTitle(titleOf(name, options.text()))
    },
    closeAll: () => {
      for (const [name, window] of open) {
        rememberPlace(window, name, options.bounds)
        window.destroy()
      }
    },
  }
}
