// Starts the app at login, hidden, or no longer: by an XDG autostart entry on Linux, where Electron does nothing, and by the
// system's own list elsewhere. Whether to is the user's: startAtLogin.ts.
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { autostartFile, isSwitchedOff, type StartCommand, startLine } from './autostartFile'

export interface LoginItemOptions {
  platform: NodeJS.Platform
  /** $XDG_CONFIG_HOME, if set. */
  configHome: string | undefined
  command: StartCommand
  comment: () => string
  /** Electron's app.setLoginItemSettings. */
  setLoginItemSettings: (settings: { openAtLogin: boolean; path: string; args: string[] }) => void
  /** Electron's app.getLoginItemSettings. */
  getLoginItemSettings: (of: { path: string; args: string[] }) => { openAtLogin: boolean }
}

/** What the system will do at login: start this app so, not at all, or some other command under this app's name. */
export type LoginItemState = 'on' | 'off' | 'other'

export interface LoginItem {
  /** Rejects when the file cannot be written. */
  set(enabled: boolean): Promise<void>
  /** Rejects when the file cannot be read. */
  state(): Promise<LoginItemState>
}

export interface ThisApp {
  execPath: string
  /** Its folder while developing. */
  appPath: string
  isPackaged: boolean
  /** $APPIMAGE, if it runs from one. */
  appImage: string | undefined
  /** What --user-data-dir says, or ''. */
  dataFolder: string
}

/** How this app is started again, hidden and on the same data: the AppImage if it runs from one, else the executable. */
export function startCommand({ execPath, appPath, isPackaged, appImage, dataFolder }: ThisApp): StartCommand {
  const args = dataFolder === '' ? ['--hidden'] : [`--user-data-dir=${resolve(dataFolder)}`, '--hidden']
  if (appImage) return { path: appImage, args }
  return { path: execPath, args: isPackaged ? args : [appPath, ...args] }
}

/** Where the entry lives; the specification says to ignore a variable that is not an absolute path. */
export function autostartPath(configHome: string | undefined): string {
  const base = configHome && isAbsolute(configHome) ? configHome : join(homedir(), '.config')
  return join(base, 'autostart', 'lull.desktop')
}

export function createLoginItem(options: LoginItemOptions): LoginItem {
  const { command, platform } = options
  if (platform !== 'linux') {
    return {
      set: async (enabled) => {
        options.setLoginItemSettings({ openAtLogin: enabled, path: command.path, args: [...command.args] })
      },
      state: async () => {
        const { openAtLogin } = options.getLoginItemSettings({ path: command.path, args: [...command.args] })
        return openAtLogin ? 'on' : 'off'
      },
    }
  }
  const path = autostartPath(options.configHome)
  return {
    set: async (enabled) => {
      if (!enabled) {
        await rm(path, { force: true })
        return
      }
      await mkdir(join(path, '..'), { recursive: true, mode: 0o700 })
      const partial = `${path}.new`
      await writeFile(partial, autostartFile(command, 'Lull', options.comment()), { mode: 0o644 })
      await rename(partial, path)
    },
    state: async () => {
      const entry = await readIfThere(path)
      if (entry === null || isSwitchedOff(entry)) return 'off'
      return entry.split('\n').includes(startLine(command)) ? 'on' : 'other'
    },
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (problem) {
    if (problem instanceof Error && 'code' in problem && problem.code === 'ENOENT') return null
    throw problem
  }
}
