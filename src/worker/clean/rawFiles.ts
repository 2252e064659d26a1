// The file system as it is. Inside Electron `fs` takes every *.asar for a folder, so that deleting one fails for ever (F200); Electron keeps
// the untouched module under another name.
import type * as fs from 'node:fs'
import { createRequire } from 'node:module'

export type RawFiles = typeof fs

export function rawFiles(): RawFiles {
  const require = createRequire(import.meta.url)
  return require(process.versions['electron'] === undefined ? 'node:fs' : 'original-fs') as RawFiles
}
