// Constructs what a person sees: windows, tray, notifications, the pages' commands. It only wires: each part decides for itself.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CoreEvent } from '@shared/core'
import { languageFor } from '@shared/i18n/catalogue'
import { createText } from '@shared/i18n/text'
import type { AppInfo } from '@shared/ipc/commands'
import type { Wording } from '@shared/statusLine'
import { app, ipcMain, nativeTheme } from 'electron'
import type { Work } from './composeWork'
import { createQuestions } from './duties/questions'
import type { Backend } from './ipc/backend'
import { createBroadcaster } from './ipc/broadcaster'
import { createCallRate } from './ipc/callRate'
import { createFileHandles } from './ipc/fileHandles'
import { createHandlers } from './ipc/handlers'
import { registerIpc } from './ipc/register'
import { createDialogs } from './shell/dialogs'
import { createLoginItem, startCommand } from './shell/loginItem'
import { setApplicationMenu } from './shell/menu'
import { createNotifications } from './shell/notifications'
import { createNotifier } from './shell/notifier'
import { listPageFiles, PAGE_ORIGIN } from './shell/pageFiles'
import { createTrayIcon } from './shell/tray'
import { pauseUntil, type TrayAction, type TrayInput } from './shell/trayMenu'
import { devServer, guardAllContents } from './shell/webSecurity'
import { createBoundsStore } from './shell/windowBounds'
import { createWindows, type Windows } from './shell/windows'

export interface Face {
  windows: Windows
  /** The engine thread is gone: say so, and claim nothing. */
  engineLost(): void
  stop(): void
}

const beside = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const resource = (path: string): string => beside(`../../resources/${path}`)

export function composeFace(work: Work): Face {
  const { core, preferences, log } = work
  const language = () => languageFor(preferences.get().language, app.getLocale())
  const text = () => createText(language())
  let names = new Map<string, string>()
  const wording = (): Wording => ({
    text: text(),
    language: language(),
    nowMs: Date.now(),
    sourceName: (id) => names.get(id),
  })
  const shellLog = log.child('shell')
  const development = devServer(app.isPackaged, process.env.ELECTRON_RENDERER_URL)
  guardAllContents(app, shellLog, development?.origin)

  const windows = createWindows({
    files: listPageFiles(beside('../renderer')),
    preloadPath: beside('../preload/index.cjs'),
    iconPath: resource('icon.png'),
    bounds: createBoundsStore(join(app.getPath('userData'), 'windows.json')),
    log: shellLog,
    text,
    isPackaged: app.isPackaged,
    ...(development ? { devServer: development } : {}),
    onOpened: (name) => {
      if (name === 'main') void core.freshen()
    },
    onClosed: (name, stillOpen) => void windowClosed(name === 'main' && stillOpen === 0),
  })
  const broadcaster = createBroadcaster(windows.targets)
  const notifier = createNotifier({
    port: createNotifications({
      open: (wish) => windows.openMain(wish),
      iconPath: resource('icon.png'),
      log: shellLog,
    }),
    level: () => preferences.get().notifications,
    wording,
    memory: { read: () => core.flag('announced'), write: (value) => core.setFlag('announced', value) },
    log: shellLog,
  })
  const loginItem = createLoginItem({
    platform: process.platform,
    configHome: process.env.XDG_CONFIG_HOME,
    command: startCommand(process.execPath, app.getAppPath(), app.isPackaged, process.env.APPIMAGE),
    comment: () => text()('tray:autostart_comment'),
    setLoginItemSettings: (settings) => app.setLoginItemSettings(settings),
  })
  const questions = createQuestions({
    core,
    trayAvailable: work.trayAvailable,
    startAtLogin: () => preferences.get().startAtLogin,
    answered: (id, answer) => {
      if (id === 'startAtLogin' && answer === 'yes') preferences.change({ startAtLogin: true })
      broadcaster.changed(['questions'])
    },
  })

  async function windowClosed(isLast: boolean): Promise<void> {
    if (!isLast) return
    work.reader.close()
    const hasTray = await work.trayAvailable()
    if (!hasTray && (await core.flag('asked:noTray')) === 'no') {
      app.quit()
      return
    }
    if ((await core.flag('firstClose')) !== undefined) return
    await core.setFlag('firstClose', 'told')
    notifier.firstClose(hasTray)
  }

  const backend: Backend = {
    core,
    duties: work.duties,
    device: { reading: () => work.device.reading() },
    preferences,
    reader: work.reader,
    dialogs: createDialogs({ text, parent: windows.forDialogs }),
    windows: { openPreferences: () => windows.openPreferences() },
    questions,
    app: { info: () => appInfo(work), quit: () => app.quit() },
  }
  const unregister = registerIpc({
    ipcMain,
    handlers: createHandlers(backend, createFileHandles(Date.now)),
    trust: { origins: development ? [PAGE_ORIGIN, development.origin] : [PAGE_ORIGIN], isOurs: windows.isOurs },
    rate: createCallRate(Date.now),
    log: log.child('ipc'),
  })

  const tray = createTrayIcon({
    pictures: resource('tray'),
    wording,
    act: (action) =>
      void act(action).catch((error) => shellLog.error('a tray command failed', { error: String(error) })),
    log: shellLog,
    platform: process.platform,
    desktop: process.env.XDG_CURRENT_DESKTOP ?? '',
  })
  tray.show({ state: 'starting' })
  const endTrayWatch = work.watchTray((available) => {
    tray.setAvailable(available)
    broadcaster.changed(['questions'])
  })

  async function act(action: TrayAction): Promise<void> {
    switch (action.type) {
      case 'open':
        return windows.openMain()
      case 'openWaiting':
        return windows.openMain({ view: 'jobs', filter: 'waiting' })
      case 'sync':
        await work.duties.syncNow(action.sourceId)
        return
      case 'pause':
        await core.pause({ type: 'all' }, pauseUntil(action.choice, Date.now()))
        return
      case 'resume':
        await core.resume({ type: 'all' })
        return
      case 'turnOn':
        preferences.change({ backgroundWork: true })
        return
      case 'problem':
        return windows.openMain(
          action.sourceId === null
            ? { view: 'jobs', jobId: action.jobId }
            : { view: 'sources', sourceId: action.sourceId },
        )
      case 'settings':
        return windows.openPreferences()
      case 'reopen':
        app.relaunch()
        return app.quit()
      case 'quit':
        return app.quit()
    }
  }

  async function showState(): Promise<void> {
    const [summary, sources] = await Promise.all([core.summary(), core.sources()])
    names = new Map(sources.map(({ id, name }) => [id, name]))
    tray.show({ state: 'ready', summary, sources } satisfies TrayInput)
  }
  const showStateSoon = (): void =>
    void showState().catch((error) => shellLog.error('the state could not be shown', { error: String(error) }))

  function onCore(event: CoreEvent): void {
    switch (event.type) {
      case 'changed':
        broadcaster.changed([
          ...event.topics,
          ...(event.topics.includes('history') ? (['data', 'questions'] as const) : []),
        ])
        if (event.topics.includes('summary') || event.topics.includes('sources')) showStateSoon()
        return
      case 'progress':
        return broadcaster.progress(event.jobId, event.progress)
      case 'problem':
        return void notifier.problem(event.problem)
      case 'recovered':
        return notifier.recovered(event.jobId)
      case 'attemptEnded':
        return notifier.attemptEnded(event.occurrence)
      default:
        return
    }
  }

  function appearance(): void {
    windows.setTheme(preferences.get().theme)
    setApplicationMenu({
      text: text(),
      platform: process.platform,
      isPackaged: app.isPackaged,
      openSettings: () => windows.openPreferences(),
      quit: () => app.quit(),
    })
    windows.retitle()
    tray.refresh()
  }

  let atLogin = preferences.get().startAtLogin
  const ends = [
    core.on(onCore),
    endTrayWatch,
    unregister,
    work.device.onReading((reading) => broadcaster.device(reading)),
    preferences.onChange((changed) => {
      broadcaster.preferences(changed)
      appearance()
      if (changed.startAtLogin === atLogin) return
      atLogin = changed.startAtLogin
      loginItem
        .set(atLogin)
        .catch((error) => shellLog.error('starting at login could not be set', { error: String(error) }))
    }),
  ]
  nativeTheme.on('updated', tray.refresh)
  appearance()
  void core.ready.then(showStateSoon, () => undefined)

  return {
    windows,
    engineLost: () => tray.show({ state: 'lost' }),
    stop: () => {
      for (const end of ends) end()
      broadcaster.stop()
      windows.closeAll()
      tray.remove()
    },
  }
}

async function appInfo(work: Work): Promise<AppInfo> {
  return {
    version: app.getVersion(),
    electron: process.versions.electron ?? '',
    platform: process.platform as AppInfo['platform'],
    trayAvailable: await work.trayAvailable(),
    locale: app.getLocale(),
    tokenStore: work.tokenStore,
  }
}
