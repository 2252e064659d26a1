// Everything is constructed here and in the two files beside it: what does the work (composeWork.ts) and what a person sees
// (composeFace.ts). Answers how to start and stop it.

import { errorSentence } from '@shared/i18n/refusalSentence'
import { app, dialog } from 'electron'
import { composeFace, type Face } from './composeFace'
import { createWords, type Words } from './composeWords'
import { composeWork, type Work } from './composeWork'
import { EngineStartError } from './engineThread/client'
import type { SetAsideNotice } from './engineThread/protocol'
import { createLogger, type FileLog } from './platform/fileLog'
import { appPaths, makeDirectories } from './platform/paths'
import { createPreferencesFile, type PreferencesFile } from './platform/preferencesFile'
import { showUnlessTray } from './shell/hiddenStart'
import type { LaunchArguments } from './shell/launchArguments'

export interface App {
  log: FileLog
  /** Resolves when standing work is registered; the window opened before. */
  start(args: LaunchArguments): Promise<void>
  show(args: LaunchArguments): void
  stop(): Promise<void>
  /** True from the first stop(). */
  isEnding(): boolean
}

export function compose(): App {
  const userData = app.getPath('userData')
  const paths = appPaths(userData)
  makeDirectories(userData, paths)
  const log = createLogger({ dir: paths.logs, terminal: !app.isPackaged, level: app.isPackaged ? 'info' : 'debug' })
  const preferences = createPreferencesFile(paths.preferences, log.child('preferences'))
  const words = wordsOf(preferences)

  const work = composeWork({
    paths,
    log,
    preferences,
    text: () => words.text(),
    onEngineDeath: (error) => {
      log.error('the engine thread ended', { error: String(error) })
      face.engineLost()
    },
    onSetAside: (notice) => tellSetAside(notice, words, log),
  })
  const face = composeFace(work, words)

  function show({ hidden, open }: LaunchArguments): void {
    if (hidden) return
    if (open === 'preferences') face.windows.openPreferences()
    else face.windows.openMain(open === null ? undefined : { view: open })
  }

  let ending = false
  let waitNoLonger = (): void => {}
  return {
    log,
    show,
    isEnding: () => ending,
    async start(args) {
      if (args.hidden) waitNoLonger = showWithoutTray(work, face)
      show(args)
      const failure = await begin(work, face, () => ending)
      if (failure === null) return
      tellUnusable(failure, userData, words, log)
      app.quit()
    },
    async stop() {
      ending = true
      waitNoLonger()
      face.stop()
      await work.stop()
      log.close()
    },
  }
}

/** Answers why core.db cannot be used, if it cannot. What fails because the app ends is nothing. */
async function begin(work: Work, face: Face, isEnding: () => boolean): Promise<EngineStartError | null> {
  try {
    await work.start()
  } catch (error) {
    if (isEnding()) return null
    if (error instanceof EngineStartError) return error
    throw error
  }
  work.log.info('ready', { version: app.getVersion(), electron: process.versions.electron })
  await face.startAtLogin.reconcile()
  return null
}

/** Where nobody shows a tray icon, the window is the only thing to find the app by. */
function showWithoutTray(work: Work, face: Face): () => void {
  return showUnlessTray({
    watchTray: (listener) => work.watchTray(listener),
    after: (delayMs, act) => {
      const timer = setTimeout(act, delayMs)
      return () => clearTimeout(timer)
    },
    mayStayUnseen: async () => (await work.core.flag('asked:noTray')) === 'yes',
    show: () => face.windows.openMain(),
  })
}

function wordsOf(preferences: PreferencesFile): Words {
  return createWords(
    () => preferences.get(),
    () => app.getLocale(),
  )
}

function tellSetAside({ cause, movedTo, newestBackup }: SetAsideNotice, words: Words, log: FileLog): void {
  log.error('core.db could not be used and was set aside', { cause, movedTo, newestBackup })
  const text = words.text()
  const backup = newestBackup === null ? [] : [text('duties:core_backup', { backup: newestBackup })]
  dialog.showErrorBox('Lull', [text('duties:core_set_aside', { where: movedTo ?? '–' }), ...backup].join(' '))
}

function tellUnusable(error: EngineStartError, folder: string, words: Words, log: FileLog): void {
  log.error('core.db could not be opened', { code: error.code, cause: error.message })
  const cause = errorSentence(error, words.text())
  dialog.showErrorBox('Lull', words.text()('duties:core_unusable', { cause, folder }))
}
