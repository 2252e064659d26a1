// Decides which file a page's address means: one of a fixed map made at start, or none (S5). The path is decoded once, resolved,
// and compared; an address is never joined to a folder. Reading the file and sending it is webSecurity.ts's.
import { readdirSync } from 'node:fs'
import { join, posix, relative, sep } from 'node:path'

export const PAGE_SCHEME = 'app'
export const PAGE_HOST = 'lull'
export const PAGE_ORIGIN = `${PAGE_SCHEME}://${PAGE_HOST}`

export interface PageFile {
  path: string
  contentType: string
}

/** By the path of an address: '/assets/index-3f.js'. */
export type PageFiles = ReadonlyMap<string, PageFile>

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/** Every regular file under a folder whose type we serve; a symbolic link is not followed. Throws when the folder cannot be read. */
export function listPageFiles(folder: string): PageFiles {
  const files = new Map<string, PageFile>()
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const contentType = contentTypes[posix.extname(entry.name).toLowerCase()]
    if (!entry.isFile() || !contentType) continue
    const path = join(entry.parentPath, entry.name)
    files.set(`/${relative(folder, path).split(sep).join('/')}`, { path, contentType })
  }
  return files
}

/** Whether a decoded path holds what no file of ours has: a control character, a backslash, a drive, another escape. */
function isSuspect(path: string): boolean {
  for (const character of path) if (character <= '\u001f' || character === '\u007f') return true
  return path.includes('\\') || path.includes('%') || path.includes(':') || path.includes('//')
}

/** The file of an address such as 'app://lull/index.html'; undefined for anything that is not exactly one of the map. */
export function pageFileOf(address: string, files: PageFiles): PageFile | undefined {
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  if (url.protocol !== `${PAGE_SCHEME}:` || url.host !== PAGE_HOST || url.username || url.password) return undefined
  let decoded: string
  try {
    decoded = decodeURIComponent(url.pathname)
  } catch {
    return undefined
  }
  if (isSuspect(decoded) || posix.resolve('/', decoded) !== decoded) return undefined
  return files.get(decoded)
}
