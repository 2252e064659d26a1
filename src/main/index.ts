// Entry of the main process: one instance, a clean environment, then compose and start. Nothing is decided here that a room can decide.
import { mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { languageFor } from '@shared/i18n/catalogue'
import { createText } from '@shared/i18n/text'
import { app, dialog } from 'electron'
import { compose } from './compose'
import { installCrashGuard } from './platform/crashGuard'
import { type UnusableFolder, unusableFolder } from './platform/dataFolder'
import { scrubEnvironment } from './platform/environment'
import { dangerousSwitches, parseArguments } from './shell/launchArguments'
import { isFirstInstance, watchLifecycle } from './shell/lifecycle'
import { registerPageScheme } from './shell/webSecurity'

const scrubbed = scrubEnvironment(process.env)
const dangerous = app.isPackaged ? dangerousSwitches(process.argv) : []
const unusable = unusableFolder(
  app.commandLine.getSwitchValue('user-data-dir'),
  () => app.getPath('userData'),
  process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config'),
)

if (dangerous.length > 0) {
  process.stderr.write(`Lull does not start with ${dangerous.join(', ')}.\n`)
  app.exit(2)
} else if (unusable !== null) {
  tellFolder(unusable)
} else if (!isFirstInstance(app)) {
  app.exit(0)
} else {
  registerPageScheme()
  // Chromium's network is used for nothing but asking which proxy the system wants: on Linux, where its service has no sandbox of its
  // own, a process for it would cost a seventh of the app's memory.
  if (process.platform === 'linux') app.commandLine.appendSwitch('enable-features', 'NetworkServiceInProcess2')
  // As root Chromium runs only without its sandbox, which the launcher asked for; enabling it would end every process at once.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  void app.whenReady().then(run)
}

/** In a box where one can be shown; for that, too, Chromium needs a folder, and gets one for this moment. */
function tellFolder({ folder, cause }: UnusableFolder): void {
  const borrowed = mkdtempSync(join(tmpdir(), 'lull-'))
  app.setPath('userData', borrowed)
  const sentence = (locale: string): string =>
    createText(languageFor('system', locale))('duties:folder_unusable', { folder, cause })
  process.stderr.write(`${sentence(app.getPreferredSystemLanguages()[0] ?? 'en')}\n`)
  void app.whenReady().then(() => {
    dialog.showErrorBox('Lull', sentence(app.getLocale()))
    rmSync(borrowed, { recursive: true, force: true })
    app.exit(1)
  })
}

async function run(): Promise<void> {
  const lull = compose()
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
    secondStart: (args) => lull.show(args),
    activate: () => lull.show({ hidden: false, open: null }),
    shutDown: () => lull.stop(),
    onSignal: (signal, listener) => process.on(signal, listener),
  })
  await lull.start(parseArguments(process.argv))
}
