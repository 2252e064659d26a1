// Decides whether a message comes from a page of ours: our origin, the top frame, a frame that is still there, and a window
// that we opened (S10, F86). A missing frame, about:blank, an iframe and a page navigated away are all refused.

/** What is asked of Electron's IpcMainInvokeEvent, so that a test can make one. */
export interface CallEvent {
  sender: { id: number; isDestroyed(): boolean }
  senderFrame: SenderFrame | null
}

export interface SenderFrame {
  origin: string
  url: string
  parent: unknown
  detached: boolean
  isDestroyed(): boolean
}

export interface Trust {
  /** Exactly these, such as 'app://lull'. */
  origins: readonly string[]
  /** Whether a window of ours has this webContents id now. */
  isOurs(webContentsId: number): boolean
}

function originOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}

export function isTrustedSender(event: CallEvent, trust: Trust): boolean {
  const { sender, senderFrame: frame } = event
  if (sender.isDestroyed() || !trust.isOurs(sender.id)) return false
  if (!frame || frame.isDestroyed() || frame.detached || frame.parent !== null) return false
  // Both must agree: an about:blank page inherits an origin, and a page being left still has its address.
  const fromUrl = originOf(frame.url)
  return trust.origins.includes(frame.origin) && fromUrl !== undefined && trust.origins.includes(fromUrl)
}
