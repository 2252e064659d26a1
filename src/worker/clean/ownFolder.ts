// Decides whether a folder is one of our own, so that something in it may be deleted: never a link, never a place that holds more than ours
// (F195, F196, F199), and only direct children of it.
import { homedir } from 'node:os'
import { dirname, isAbsolute, parse, relative, resolve } from 'node:path'
import type { RawFiles } from './rawFiles'

/** Device and inode, as text: what a file is, whatever it is called. */
export interface FileId {
  dev: string
  ino: string
}

export interface OwnFolder extends FileId {
  path: string
}

/** null: not there, or not to be touched. */
export function ownFolder(files: RawFiles, path: string): OwnFolder | null {
  if (!isNarrow(path)) return null
  const id = folderId(files, path)
  return id === null ? null : { path, ...id }
}

/** Whether a path is so far down that nothing but ours can be in it: no root, no home, nothing above home, no '..'. */
export function isNarrow(path: string): boolean {
  if (path === '' || !isAbsolute(path) || resolve(path) !== path) return false
  const { root } = parse(path)
  if (path === root || dirname(path) === root) return false
  return !isWithin(path, homedir())
}

/** Whether `path` is a direct child of the folder. 'App-evil' is no child of 'App' (F199). */
export function isChild(folder: string, path: string): boolean {
  return isNarrow(path) && dirname(path) === folder
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way === '' || (!way.startsWith('..') && !isAbsolute(way))
}

/** lstat, never stat: a link in the place of the folder is not the folder. */
function folderId(files: RawFiles, path: string): FileId | null {
  const stat = files.lstatSync(path, { bigint: true, throwIfNoEntry: false })
  return stat?.isDirectory() ? { dev: String(stat.dev), ino: String(stat.ino) } : null
}
