// The native dialogs. A path chosen here stays in main; what a page learns of it is main/ipc's to decide.
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ExportFormat } from '@shared/exports'
import type { Text } from '@shared/i18n/text'
import type { OutboxExportFormat } from '@shared/outbox'
import { type BrowserWindow, dialog, type OpenDialogOptions, type SaveDialogOptions, shell } from 'electron'

export interface DialogOptions {
  text: () => Text
  /** The window it belongs to, if there is one. */
  parent: () => BrowserWindow | undefined
}

export interface Dialogs {
  /** null when the user closed it, or chose what is not a readable regular file. */
  chooseFile(): Promise<{ path: string; name: string; bytes: number } | null>
  /** null when the user closed it. */
  chooseFolder(): Promise<{ path: string; name: string } | null>
  /** Several at once, of any kind; what is no readable regular file is left out. */
  chooseFiles(): Promise<{ path: string; name: string; bytes: number }[]>
  /** Where to write items of the outbox; null when the user closed the dialog. */
  chooseOutboxTarget(format: OutboxExportFormat): Promise<string | null>
  /** Where to write a table, which the system asks about if a file is there; null when the user closed the dialog. */
  chooseTarget(table: string, format: ExportFormat): Promise<string | null>
  /** In the system's file manager. */
  showFile(path: string): void
}

const MOST_FILES = 100
/** What an import can read, packed or not. */
const IMPORTED = ['csv', 'tsv', 'tab', 'json', 'ndjson', 'jsonl', 'geojson', 'geojsonl', 'txt', 'gz']

export function createDialogs(options: DialogOptions): Dialogs {
  const opened = async (asked: OpenDialogOptions): Promise<string[]> => {
    const parent = options.parent()
    return (parent ? await dialog.showOpenDialog(parent, asked) : await dialog.showOpenDialog(asked)).filePaths
  }
  const saved = async (title: string, name: string, extension: string): Promise<string | null> => {
    const filters = [{ name: extension.toUpperCase(), extensions: [extension] }]
    const asked: SaveDialogOptions = { title, defaultPath: `${name}.${extension}`, filters }
    const parent = options.parent()
    const { canceled, filePath } = parent
      ? await dialog.showSaveDialog(parent, asked)
      : await dialog.showSaveDialog(asked)
    return canceled || filePath === '' ? null : filePath
  }
  return {
    chooseFile: async () => {
      const [path] = await opened(importFilter(options.text()))
      return path === undefined ? null : regularFile(path)
    },
    chooseFiles: async () => {
      const title = options.text()('outbox:choose_title')
      const paths = await opened({ title, properties: ['openFile', 'multiSelections'] })
      const found = await Promise.all(paths.slice(0, MOST_FILES).map(regularFile))
      return found.flatMap((file) => file ?? [])
    },
    chooseFolder: async () => {
      const title = options.text()('downloading:choose_title')
      const [path] = await opened({ title, properties: ['openDirectory', 'createDirectory'] })
      return path === undefined ? null : { path, name: basename(path) || path }
    },
    chooseOutboxTarget: (format) => saved(options.text()('outbox:export_title'), 'outbox', format),
    chooseTarget: (table, format) =>
      saved(options.text()('browsing:export_title', { table }), fileNameOf(table), format === 'json' ? 'json' : 'csv'),
    showFile: (path) => shell.showItemInFolder(path),
  }
}

async function regularFile(path: string): Promise<{ path: string; name: string; bytes: number } | null> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() ? { path, name: basename(path), bytes: found.size } : null
}

function importFilter(text: Text): OpenDialogOptions {
  return {
    title: text('tray:dialog_import'),
    properties: ['openFile'],
    filters: [
      { name: text('tray:dialog_json'), extensions: IMPORTED },
      { name: text('tray:dialog_all'), extensions: ['*'] },
    ],
  }
}

/** Without what some file system refuses. */
function fileNameOf(table: string): string {
  return table.replaceAll(/[<>:"/\\|?*\p{Cc}]/gu, '_').replaceAll(/^\.+|[. ]+$/g, '') || 'table'
}
