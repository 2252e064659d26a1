// Entry of the main process: one instance, a clean environment, the tray icon, then compose and start. Nothing is decided here that a
// room can decide. What is imported above is all that is read before the icon is there: the rest comes by import(), while the desktop
// takes the icon in (bench start).
import { mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { app, dialog } from 'electron'
import { trayPlace } from './composePlaces'
import { askForTray, type TrayQuestion } from './device/trayQuestion'
import { installCrashGuard } from './platform/crashGuard'
import { type UnusableFolder, unusableFolder } from './platform/dataFolder'
import { scrubEnvironment } from './platform/environment'
import { type FirstTray, makeFirstTray } from './shell/firstTray'
import { dangerousSwitches, parseArguments } from './shell/launchArguments'
import { holdSecondStarts, isFirstInstance, type SecondStarts, watchLifecycle } from './shell/lifecycle'
import { nameToSystem } from './shell/systemName'
import { registerPageScheme } from './shell/webSecurity'

/** What is asked of the session bus before the app is ready is answered within one or two. */
const ANSWER_WITHIN_MS = 50
/** The desktop takes an icon in within about twenty, if this thread has time for it: reading the rest would take it. */
const TAKEN_WITHIN_MS = 100

const scrubbed = scrubEnvironment(process.env)
const isAppImage = process.env.APPIMAGE !== undefined && process.getuid?.() !== 0
const dangerous = app.isPackaged ? dangerousSwitches(process.argv, isAppImage) : []
const unusable = unusableFolder(
  app.commandLine.getSwitchValue('user-data-dir'),
  () => app.getPath('userData'),
  process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config'),
)

if (dangerous.length > 0) {
  process.stderr.write(`Lull does not start with ${dangerous.join(', ')}.\n`)
  app.exit(2)
} else if (unusable !== null) {
  await tellFolder(unusable)
} else if (!isFirstInstance(app)) {
  app.exit(0)
} else {
  registerPageScheme()
  // Chromium's network is used for nothing but asking which proxy the system wants: on Linux, where its service has no sandbox of its
  // own, a process for it would cost a seventh of the app's memory.
  if (process.platform === 'linux') app.commandLine.appendSwitch('enable-features', 'NetworkServiceInProcess2')
  // As root Chromium runs only without its sandbox, which the launcher asked for; enabling it would end every process at once.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  nameToSystem(app, process.platform, process.execPath)
  const secondStarts = holdSecondStarts(app)
  // On its way before Chromium takes this thread for itself; the bus answers meanwhile.
  const question = await askForTray(process.platform, process.env)
  void app.whenReady().then(() => run(question, secondStarts))
}

/** In a box where one can be shown; for that, too, Chromium needs a folder, and gets one for this moment. */
async function tellFolder({ folder, cause }: UnusableFolder): Promise<void> {
  const borrowed = mkdtempSync(join(tmpdir(), 'lull-'))
  app.setPath('userData', borrowed)
  const [{ languageFor }, { createText }] = await Promise.all([
    import('@shared/i18n/catalogue'),
    import('@shared/i18n/text'),
  ])
  const sentence = (locale: string): string =>
    createText(languageFor('system', locale))('duties:folder_unusable', { folder, cause })
  process.stderr.write(`${sentence(app.getPreferredSystemLanguages()[0] ?? 'en')}\n`)
  void app.whenReady().then(() => {
    dialog.showErrorBox('Lull', sentence(app.getLocale()))
    rmSync(borrowed, { recursive: true, force: true })
    app.exit(1)
  })
}

/** Undefined where nobody shows icons now, or nobody says so at once: then it is made when somebody does. */
async function trayAtOnce({ answer, taken, end }: TrayQuestion): Promise<FirstTray | undefined> {
  const isThere = await Promise.race([answer, after(ANSWER_WITHIN_MS, false)])
  const first = isThere ? makeFirstTray(trayPlace()) : undefined
  if (first) await Promise.race([taken, after(TAKEN_WITHIN_MS, undefined)])
  end()
  return first
}

async function run(question: TrayQuestion, secondStarts: SecondStarts): Promise<void> {
  const first = await trayAtOnce(question)
  const { compose } = await import('./compose')
  const lull = compose(first)
  if (scrubbed.length > 0) lull.log.warn('ignored from the environment', { names: scrubbed.join(' ') })
  installCrashGuard({
    events: process,
    log: lull.log,
    markFile: join(app.getPath('userData'), 'crashed'),
    now: Date.now,
    close: () => lull.stop(),
    relaunch: () => app.relaunch(),
    tell: (problem) => dialog.showErrorBox('Lull', problem),
    exit: (code) => app.exit(code),
    isEnding: () => lull.isEnding(),
  })
  watchLifecycle({
    app,
    log: lull.log,
    activate: () => lull.show({ hidden: false, open: null }),
    shutDown: () => lull.stop(),
    onSignal: (signal, listener) => process.on(signal, listener),
  })
  secondStarts.follow((args) => lull.show(args))
  await lull.start(parseArguments(process.argv))
}
