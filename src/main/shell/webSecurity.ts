// Shuts every page in: our own scheme with its headers, no navigation, no new windows, no permissions, no downloads, nothing of
// the outside (S3 to S8). Which file an address means is pageFiles.ts's; what windows look like is windows.ts's.
import { readFile } from 'node:fs/promises'
import type { Logger } from '@shared/logger'
import { type App, type CustomScheme, protocol, type Session, type WebContents } from 'electron'
import { responseHeaders } from './contentPolicy'
import { PAGE_SCHEME, type PageFiles, pageFileOf } from './pageFiles'

/** S4: standard and secure, so that an origin exists; never past the policy, never a service worker. */
export const pageScheme: CustomScheme = {
  scheme: PAGE_SCHEME,
  privileges: { standard: true, secure: true },
}

/** Must be called before the app is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([pageScheme])
}

export interface SessionOptions {
  files: PageFiles
  log: Logger
}

async function answer(address: string, { files, log }: SessionOptions): Promise<Response> {
  const file = pageFileOf(address, files)
  if (!file) {
    log.warn('a page asked for a file there is not', { address: address.slice(0, 200) })
    return new Response('Not found', { status: 404, headers: responseHeaders('text/plain; charset=utf-8') })
  }
  return new Response(await readFile(file.path), { headers: responseHeaders(file.contentType) })
}

/** Prepares the session of one window before it loads anything: our files and no permissions. */
export function secureSession(session: Session, options: SessionOptions): void {
  session.protocol.handle(PAGE_SCHEME, (request) => answer(request.url, options))
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, decide) => decide({}))
  // Chromium fetches spelling dictionaries from a host that the user never named.
  session.setSpellCheckerEnabled(false)
  session.on('will-download', (event) => event.preventDefault())
}

/** `devOrigin`: where an unpackaged build's pages come from while developing; there a page may reload itself. */
function guard(contents: WebContents, log: Logger, devOrigin: string | undefined): void {
  const refuse = (event: { preventDefault(): void; url?: string }): void => {
    if (devOrigin !== undefined && event.url && URL.canParse(event.url) && new URL(event.url).origin === devOrigin)
      return
    event.preventDefault()
    log.warn('a page tried to go elsewhere', { address: (event.url ?? '').slice(0, 200) })
  }
  contents.on('will-navigate', refuse)
  contents.on('will-frame-navigate', refuse)
  contents.on('will-redirect', refuse)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

/** For every webContents there will ever be (S7), also such as nobody meant to make. */
export function guardAllContents(app: App, log: Logger, devOrigin?: string): void {
  app.on('web-contents-created', (_event, contents) => guard(contents, log, devOrigin))
}

/**
 * The development server's address, only in an unpackaged build that was told of one, and only on this computer.
 * `address`: the variable ELECTRON_RENDERER_URL as electron-vite sets it.
 */
export function devServer(isPackaged: boolean, address: string | undefined): URL | undefined {
  if (isPackaged || !address || !URL.canParse(address)) return undefined
  const url = new URL(address)
  const local = url.hostname === 'localhost' || url.hostname === '127.0.0.1' || url.hostname === '[::1]'
  return url.protocol === 'http:' && local ? url : undefined
}
