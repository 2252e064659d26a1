// Everything is constructed here and in the two files beside it: what does the work (composeWork.ts) and what a person sees
// (composeFace.ts). Answers how to start and stop it.

import { statSync } from 'node:fs'
import { errorSentence } from '@shared/i18n/refusalSentence'
import { app, dialog, shell } from 'electron'
import { composeFace, type Face } from './composeFace'
import { createWords, type Words } from './composeWords'
import { composeWork, type Work, type WorkOptions } from './composeWork'
import { EngineStartError } from './engineThread/client'
import type { SetAsideNotice } from './engineThread/protocol'
import { createLogger, type FileLog } from './platform/fileLog'
import { collectGarbage, createMemorySweep } from './platform/memorySweep'
import { appPaths, makeDirectories } from './platform/paths'
import { createPreferencesFile, type PreferencesFile } from './platform/preferencesFile'
import type { FirstTray } from './shell/firstTray'
import { showUnlessTray } from './shell/hiddenStart'
import type { LaunchArguments } from './shell/launchArguments'
import { putBack } from './store/databaseFile'

export interface App {
  log: FileLog
  /** Resolves when standing work is registered; the window opened before. */
  start(args: LaunchArguments): Promise<void>
  show(args: LaunchArguments): void
  stop(): Promise<void>
  /** True from the first stop(). */
  isEnding(): boolean
}

/** `first`: the tray icon, where it is there already. */
export function compose(first: FirstTray | undefined): App {
  const userData = app.getPath('userData')
  const paths = appPaths(userData)
  makeDirectories(userData, paths)
  const log = createLogger({ dir: paths.logs, terminal: !app.isPackaged, level: app.isPackaged ? 'info' : 'debug' })
  const preferences = createPreferencesFile(paths.preferences, log.child('preferences'))
  const words = wordsOf(preferences)

  let toRestore: string | null = null
  const work = composeWork({
    paths,
    log,
    preferences,
    text: () => words.text(),
    onEngineDeath: (error) => engineEnded(error, log, face),
    onSetAside: (notice) => tellSetAside(notice, work, face),
    hands: handsOf(
      () => face,
      (backup) => {
        toRestore = backup
      },
    ),
  })
  const face = composeFace(work, words, first)

  const show = (args: LaunchArguments): void => showIn(face, args)
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
      if (toRestore !== null) restore(toRestore, work)
      log.close()
    },
  }
}

function engineEnded(error: Error, log: FileLog, face: Face): void {
  log.error('the engine thread ended', { error: String(error) })
  face.engineLost()
}

/** Nothing where the start is to be hidden. */
function showIn({ windows }: Face, { hidden, open }: LaunchArguments): void {
  if (hidden) return
  if (open === 'preferences') windows.openPreferences()
  else windows.openMain(open === null ? undefined : { view: open })
}

/** What a click on a notice needs of the shell. */
function handsOf(face: () => Face, toRestore: (backup: string) => void): WorkOptions['hands'] {
  return {
    restore: (backup) => {
      toRestore(backup)
      app.relaunch()
      app.quit()
    },
    openPreferences: () => face().windows.openPreferences(),
    showFile: (path) => shell.showItemInFolder(path),
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
  sweepUnseen(work, face)
  await face.startAtLogin.reconcile()
  return null
}

/** What a start and a window leave in memory goes when no window is open. */
function sweepUnseen({ log }: Work, { windows }: Face): void {
  const isUnseen = (): boolean => windows.openCount() === 0
  const sweep = createMemorySweep({ after, isUnseen, collect: collectGarbage, log })
  app.on('window-all-closed', sweep)
  if (isUnseen()) sweep()
}

function after(delayMs: number, act: () => void): () => void {
  const timer = setTimeout(act, delayMs)
  return () => clearTimeout(timer)
}

/** Where nobody shows a tray icon, the window is the only thing to find the app by. */
function showWithoutTray(work: Work, face: Face): () => void {
  // On macOS an app without a window has no place in the dock; a window brings it back.
  app.dock?.hide()
  return showUnlessTray({
    watchTray: (listener) => work.watchTray(listener),
    after,
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

/** It is told in the window, which therefore opens also where the start was to be hidden. */
function tellSetAside({ cause, movedTo, newestBackup }: SetAsideNotice, work: Work, face: Face): void {
  work.log.error('core.db could not be used and was set aside', { cause, movedTo, newestBackup })
  const at = newestBackup === null ? null : statSync(newestBackup, { throwIfNoEntry: false })?.mtimeMs
  work.notices.troubles.coreReplaced(newestBackup === null ? null : { path: newestBackup, at: at ?? 0 })
  face.windows.openMain({ view: 'overview' })
}

/** The engine is gone by now, so nobody has core.db open. */
function restore(backup: string, { log, paths }: Work): void {
  try {
    putBack(paths.core, backup, Date.now())
    log.info('a backup of core.db was put back', { backup })
  } catch (error) {
    log.error('the backup of core.db could not be put back', { backup, error: String(error) })
  }
}

function tellUnusable(error: EngineStartError, folder: string, words: Words, log: FileLog): void {
  log.error('core.db could not be opened', { code: error.code, cause: error.message })
  const cause = errorSentence(error, words.text())
  dialog.showErrorBox('Lull', words.text()('duties:core_unusable', { cause, folder }))
}
