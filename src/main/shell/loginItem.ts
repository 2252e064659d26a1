// Starts the app at login, hidden, or no longer: by an XDG autostart entry on Linux, where Electron does nothing, and by the
// system's own list elsewhere. Whether to is the user's, in the preferences.
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { autostartFile, type StartCommand } from './autostartFile'

export interface LoginItemOptions {
  platform: NodeJS.Platform
  /** $XDG_CONFIG_HOME, if set. */
  configHome: string | undefined
  command: StartCommand
  comment: () => string
  /** Electron's app.setLoginItemSettings. */
  setLoginItemSettings: (settings: { openAtLogin: boolean; path: string; args: string[] }) => void
}

export interface LoginItem {
  /** Rejects when the file cannot be written. */
  set(enabled: boolean): Promise<void>
}

/** How this app is started again: the AppImage if it runs from one, else the executable and, while developing, its folder. */
export function startCommand(
  execPath: string,
  appPath: string,
  isPackaged: boolean,
  appImage: string | undefined,
): StartCommand {
  if (appImage) return { path: appImage, args: ['--hidden'] }
  return { path: execPath, args: isPackaged ? ['--hidden'] : [appPath, '--hidden'] }
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
  }
}
