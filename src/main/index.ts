// Entry of the main process: one instance, a clean environment, then compose and start. Nothing is decided here that a room can decide.
import { join } from 'node:path'
import { languageFor } from '@shared/i18n/catalogue'
import { createText } from '@shared/i18n/text'
import { app, dialog } from 'electron'
import { compose } from './compose'
import { installCrashGuard } from './platform/crashGuard'
import { folderProblem } from './platform/dataFolder'
import { scrubEnvironment } from './platform/environment'
import { dangerousSwitches, parseArguments } from './shell/launchArguments'
import { isFirstInstance, watchLifecycle } from './shell/lifecycle'
import { registerPageScheme } from './shell/webSecurity'

const scrubbed = scrubEnvironment(process.env)
const dangerous = app.isPackaged ? dangerousSwitches(process.argv) : []

if (dangerous.length > 0) {
  process.stderr.write(`Lull does not start with ${dangerous.join(', ')}.\n`)
  app.exit(2)
} else if (!isFirstInstance(app)) {
  // A folder that cannot be written refuses the lock too, and then there is no other Lull to show.
  const problem = folderProblem(app.getPath('userData'))
  if (problem === null) app.exit(0)
  else void app.whenReady().then(() => tellFolder(problem))
} else {
  registerPageScheme()
  // Chromium's network is used for nothing but asking which proxy the system wants: on Linux, where its service has no sandbox of its
  // own, a process for it would cost a seventh of the app's memory.
  if (process.platform === 'linux') app.commandLine.appendSwitch('enable-features', 'NetworkServiceInProcess2')
  // As root Chromium runs only without its sandbox, which the launcher asked for; enabling it would end every process at once.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  void app.whenReady().then(run)
}

function tellFolder(cause: string): void {
  const text = createText(languageFor('system', app.getLocale()))
  const sentence = text('duties:folder_unusable', { folder: app.getPath('userData'), cause })
  process.stderr.write(`${sentence}\n`)
  dialog.showErrorBox('Lull', sentence)
  app.exit(1)
}

async function run(): Promise<void> {
  const problem = folderProblem(app.getPath('userData'))
  if (problem !== null) return tellFolder(problem)
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
