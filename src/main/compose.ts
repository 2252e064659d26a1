// Everything is constructed here and in the two files beside it: what does the work (composeWork.ts) and what a person sees
// (composeFace.ts). Answers how to start and stop it.

import { errorSentence } from '@shared/i18n/refusalSentence'
import { app, dialog } from 'electron'
import { composeFace } from './composeFace'
import { createWords, type Words } from './composeWords'
import { composeWork } from './composeWork'
import { EngineStartError } from './engineThread/client'
import type { SetAsideNotice } from './engineThread/protocol'
import { createLogger, type FileLog } from './platform/fileLog'
import { appPaths, makeDirectories } from './platform/paths'
import { createPreferencesFile, type PreferencesFile } from './platform/preferencesFile'
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

  function show({ open }: LaunchArguments): void {
    if (open === 'preferences') face.windows.openPreferences()
    else face.windows.openMain(open === null ? undefined : { view: open })
  }

  let ending = false
  return {
    log,
    show,
    isEnding: () => ending,
    async start(args) {
      if (!args.hidden) show(args)
      try {
        await work.start()
        log.info('ready', { version: app.getVersion(), electron: process.versions.electron })
      } catch (error) {
        if (ending) return
        if (!(error instanceof EngineStartError)) throw error
        tellUnusable(error, userData, words, log)
        app.quit()
      }
    },
    async stop() {
      ending = true
      face.stop()
      await work.stop()
      log.close()
    },
  }
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
