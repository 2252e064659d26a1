// Constructs what a person sees: windows, tray, notifications, the pages' commands. It only wires: each part decides for itself.
import { join } from 'node:path'
import type { CoreEvent } from '@shared/core'
import { granted } from '@shared/errors'
import type { AppInfo } from '@shared/ipc/answers'
import type { PreferencesChange } from '@shared/preferences'
import { app, ipcMain } from 'electron'
import { built, resource, trayPlace } from './composePlaces'
import type { Words } from './composeWords'
import type { Work } from './composeWork'
import { createQuestions, type Questions } from './duties/questions'
import { type Broadcaster, createBroadcaster } from './ipc/broadcaster'
import { createCallRate } from './ipc/callRate'
import { registerDrops } from './ipc/drops'
import { createFileHandles } from './ipc/fileHandles'
import { createHandlers } from './ipc/handlers'
import { registerIpc } from './ipc/register'
import { createDialogs } from './shell/dialogs'
import type { FirstTray } from './shell/firstTray'
import { createLoginItem, startCommand } from './shell/loginItem'
import { setApplicationMenu } from './shell/menu'
import { createNotifications } from './shell/notifications'
import { createNotifier, type Notifier } from './shell/notifier'
import { listPageFiles, PAGE_ORIGIN } from './shell/pageFiles'
import { createStartAtLogin, type StartAtLogin } from './shell/startAtLogin'
import { createTrayIcon, type TrayIcon } from './shell/tray'
import { createTrayActs } from './shell/trayActs'
import { devServer, guardAllContents } from './shell/webSecurity'
import { createBoundsStore } from './shell/windowBounds'
import { createWindows, type Windows } from './shell/windows'

export interface Face {
  windows: Windows
  startAtLogin: StartAtLogin
  /** The engine thread is gone: say so, and claim nothing. */
  engineLost(): void
  stop(): void
}

/** The parts, wired to each other by the functions below. */
interface Parts {
  work: Work
  words: Words
  windows: Windows
  broadcaster: Broadcaster
  notifier: Notifier
  questions: Questions
  tray: TrayIcon
  startAtLogin: StartAtLogin
}

/** `first`: the tray icon, where it is there already. */
export function composeFace(work: Work, words: Words, first: FirstTray | undefined): Face {
  const development = devServer(app.isPackaged, process.env.ELECTRON_RENDERER_URL)
  guardAllContents(app, work.log.child('shell'), development?.origin)
  const windows = windowsOf(work, words, development, (isLast) => {
    if (isLast) void lastWindowClosed(work, notifier)
  })
  const broadcaster = createBroadcaster(() => windows.targets())
  const notifier = notifierOf(work, words, windows)
  const startAtLogin = startAtLoginOf(work, words)
  const questions = questionsOf(work, broadcaster, startAtLogin)
  const tray = trayOf(work, words, windows, first)
  const parts: Parts = { work, words, windows, broadcaster, notifier, questions, tray, startAtLogin }
  const trusted = development ? [PAGE_ORIGIN, development.origin] : [PAGE_ORIGIN]
  const ends = [...watch(parts), answerPages(parts, trusted)]
  appearance(parts)
  return {
    windows,
    startAtLogin,
    engineLost: () => tray.show({ state: 'lost' }),
    stop: () => {
      for (const end of ends) end()
      broadcaster.stop()
      windows.closeAll()
      tray.remove()
    },
  }
}

function windowsOf(work: Work, words: Words, development: URL | undefined, closed: (isLast: boolean) => void): Windows {
  return createWindows({
    files: () => listPageFiles(built('renderer')),
    preloadPath: built('preload/index.cjs'),
    iconPath: resource('icon.png'),
    bounds: createBoundsStore(join(app.getPath('userData'), 'windows.json')),
    log: work.log.child('shell'),
    text: () => words.text(),
    isPackaged: app.isPackaged,
    ...(development ? { devServer: development } : {}),
    onOpened: (name) => {
      void app.dock?.show()
      if (name === 'main') void work.core.freshen().catch(() => undefined)
    },
    onClosed: (_name, stillOpen) => closed(stillOpen === 0),
  })
}

/** Work goes on from the tray, and says so once; where there is no tray the user may have chosen that it ends. */
async function lastWindowClosed(work: Work, notifier: Notifier): Promise<void> {
  app.dock?.hide()
  const { core } = work
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

function notifierOf({ core, preferences, log }: Work, words: Words, windows: Windows): Notifier {
  const shellLog = log.child('shell')
  return createNotifier({
    port: createNotifications({
      open: (wish) => windows.openMain(wish),
      iconPath: resource('icon.png'),
      log: shellLog,
    }),
    level: () => preferences.get().notifications,
    wording: () => words.wording(),
    memory: { read: () => core.flag('announced'), write: (value) => core.setFlag('announced', value) },
    log: shellLog,
  })
}

function questionsOf(
  { core, preferences, ...work }: Work,
  broadcaster: Broadcaster,
  startAtLogin: StartAtLogin,
): Questions {
  return createQuestions({
    core,
    trayAvailable: () => work.trayAvailable(),
    startAtLogin: () => preferences.get().startAtLogin,
    carryOut: async (id, answer) => {
      const isWish = id === 'startAtLogin' && answer === 'yes'
      const done = isWish ? await startAtLogin.change({ startAtLogin: true }) : granted({})
      broadcaster.changed(['questions'])
      return done
    },
  })
}

function trayOf(
  { core, duties, preferences, log }: Work,
  words: Words,
  windows: Windows,
  first: FirstTray | undefined,
): TrayIcon {
  const shellLog = log.child('shell')
  const act = createTrayActs({
    core,
    syncNow: (id) => duties.syncNow(id),
    openMain: (wish) => windows.openMain(wish),
    openPreferences: () => windows.openPreferences(),
    changePreferences: (change) => void preferences.change(change),
    relaunch: () => app.relaunch(),
    quit: () => app.quit(),
    now: Date.now,
  })
  const tray = createTrayIcon({
    place: trayPlace(),
    first,
    wording: () => words.wording(),
    act: (action) =>
      void act(action).catch((error: unknown) => shellLog.error('a tray item failed', { error: String(error) })),
    log: shellLog,
  })
  tray.show({ state: 'starting' })
  return tray
}

/** The commands of the pages. Answers how to stop answering. */
function answerPages({ work, words, windows, questions, startAtLogin }: Parts, origins: readonly string[]): () => void {
  const { core, duties, destinations, device, exports, preferences, previews, reader, runs, log } = work
  const backend = {
    core,
    runs,
    duties,
    device: { reading: () => device.reading() },
    preferences: { get: () => preferences.get(), change: (change: PreferencesChange) => startAtLogin.change(change) },
    reader,
    previews,
    exports,
    destinations,
    dialogs: createDialogs({ text: () => words.text(), parent: () => windows.forDialogs() }),
    windows: { openPreferences: () => windows.openPreferences() },
    notices: work.notices.troubles,
    questions,
    app: { info: () => appInfo(work), quit: () => app.quit() },
  }
  const files = createFileHandles(Date.now)
  const trust = { origins, isOurs: (id: number) => windows.isOurs(id) }
  const endDrops = registerDrops(ipcMain, trust, files)
  const endCalls = registerIpc({
    ipcMain,
    handlers: createHandlers(backend, files, createFileHandles(Date.now)),
    trust,
    rate: createCallRate(Date.now),
    log: log.child('ipc'),
    diskFailed: () => void work.notices.disk.failed(),
  })
  return () => {
    endDrops()
    endCalls()
  }
}

/** What happens is shown where it is to be seen. */
function watch(parts: Parts): (() => void)[] {
  const { work, broadcaster, tray } = parts
  const { core, device, preferences, log } = work
  const showState = (): void =>
    void showTrayState(parts).catch((error: unknown) =>
      log.warn('the state could not be shown', { error: String(error) }),
    )
  void core.ready.then(showState, () => undefined)
  return [
    core.on((event) => onCore(event, parts, showState)),
    work.notices.board.onChange(() => {
      showState()
      broadcaster.changed(['summary'])
    }),
    device.onReading((reading) => broadcaster.device(reading)),
    work.watchTray((available) => {
      tray.setAvailable(available)
      broadcaster.changed(['questions'])
    }),
    preferences.onChange((changed) => {
      broadcaster.preferences(changed)
      appearance(parts)
    }),
  ]
}

function onCore(event: CoreEvent, { broadcaster, notifier }: Parts, showState: () => void): void {
  if (event.type === 'progress') broadcaster.progress(event.jobId, event.progress)
  if (event.type === 'problem') void notifier.problem(event.problem)
  if (event.type === 'recovered') notifier.recovered(event.jobId)
  if (event.type === 'attemptEnded') notifier.attemptEnded(event.occurrence)
  if (event.type !== 'changed') return
  const { topics } = event
  // A run that ended may have brought rows; a source that came may be worth a question.
  if (topics.includes('history')) broadcaster.changed(['data'])
  if (topics.includes('sources')) broadcaster.changed(['questions'])
  broadcaster.changed(topics)
  if (topics.includes('summary') || topics.includes('sources')) showState()
}

async function showTrayState({ work, words, tray }: Parts): Promise<void> {
  const [summary, sources] = await Promise.all([work.core.summary(), work.core.sources()])
  words.nameSources(sources)
  tray.show({ state: 'ready', summary, sources })
}

function startAtLoginOf({ preferences, log }: Work, words: Words): StartAtLogin {
  const item = createLoginItem({
    platform: process.platform,
    configHome: process.env.XDG_CONFIG_HOME,
    command: startCommand({
      execPath: process.execPath,
      appPath: app.getAppPath(),
      isPackaged: app.isPackaged,
      appImage: process.env.APPIMAGE,
      dataFolder: app.commandLine.getSwitchValue('user-data-dir'),
    }),
    comment: () => words.text()('tray:autostart_comment'),
    setLoginItemSettings: (settings) => app.setLoginItemSettings(settings),
    getLoginItemSettings: (of) => app.getLoginItemSettings(of),
  })
  return createStartAtLogin({ item, preferences, log: log.child('shell') })
}

/** Theme and language are of now, everywhere at once. */
function appearance({ work, words, windows, tray }: Parts): void {
  windows.setTheme(work.preferences.get().theme)
  setApplicationMenu({
    text: words.text(),
    platform: process.platform,
    isPackaged: app.isPackaged,
    openSettings: () => windows.openPreferences(),
    quit: () => app.quit(),
  })
  windows.retitle()
  tray.refresh()
}

async function appInfo(work: Work): Promise<AppInfo> {
  return {
    version: app.getVersion(),
    electron: process.versions.electron ?? '',
    platform: process.platform as AppInfo['platform'],
    trayAvailable: await work.trayAvailable(),
    locale: app.getLocale(),
    tokenStore: work.tokenStore(),
  }
}
