// The native dialogs. A path chosen here stays in main; what a page learns of it is main/ipc's to decide.
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Text } from '@shared/i18n/text'
import { type BrowserWindow, dialog, type OpenDialogOptions } from 'electron'

export interface DialogOptions {
  text: () => Text
  /** The window it belongs to, if there is one. */
  parent: () => BrowserWindow | undefined
}

export interface Dialogs {
  /** null when the user closed it, or chose what is not a readable regular file. */
  chooseFile(): Promise<{ path: string; name: string; bytes: number } | null>
}

export function createDialogs(options: DialogOptions): Dialogs {
  return {
    chooseFile: async () => {
      const text = options.text()
      const asked: OpenDialogOptions = {
        title: text('tray:dialog_import'),
        properties: ['openFile'],
        filters: [
          { name: text('tray:dialog_json'), extensions: ['json', 'geojson'] },
          { name: text('tray:dialog_all'), extensions: ['*'] },
        ],
      }
      const parent = options.parent()
      const { filePaths } = parent ? await dialog.showOpenDialog(parent, asked) : await dialog.showOpenDialog(asked)
      const [path] = filePaths
      if (path === undefined) return null
      const found = await stat(path).catch(() => undefined)
      return found?.isFile() ? { path, name: basename(path), bytes: found.size } : null
    },
  }
}
