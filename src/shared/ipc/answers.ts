// Shapes of answers that belong to no other room: about the app itself, a chosen file, one value, a question asked once.
// Which command answers with which: commands.ts.

/** What About and the pages need to know once. */
export interface AppInfo {
  version: string
  electron: string
  platform: 'linux' | 'darwin' | 'win32'
  trayAvailable: boolean
  locale: string
  /** How tokens are kept: by the system's key store, or in memory only until quit. */
  tokenStore: 'system' | 'memory'
}

export interface ChosenFile {
  /** Stands for the path, which the page never sees. */
  handle: string
  name: string
  bytes: number
}

/** The whole of one value, as far as it is worth showing. */
export interface WholeValue {
  /** JSON set out over lines where `isJson`, else as it is. */
  text: string
  isJson: boolean
  /** There is more of it than this. */
  isCut: boolean
}

/** A question the app asks once, such as starting at login. */
export interface Question {
  id: 'startAtLogin' | 'noTray'
}
