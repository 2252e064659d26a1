// Where the app's files are, in one place, and that nobody else on the computer may read them. Who writes which: docs/architecture.md.
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

export interface AppPaths {
  /** Jobs, outbox, history, sources. */
  core: string
  /** Pulled rows. */
  library: string
  /** Imported rows. */
  imports: string
  preferences: string
  secrets: string
  logs: string
  /** Response spools. */
  spool: string
  /** Exports and previews. */
  temp: string
  sample: string
  /** The reports that the sample server has accepted. */
  sampleState: string
}

/** @param userData Electron's `userData` directory: absolute. */
export function appPaths(userData: string): AppPaths {
  const at = (name: string): string => join(userData, name)
  return {
    core: at('core.db'),
    library: at('library.db'),
    imports: at('imports.db'),
    preferences: at('preferences'),
    secrets: at('secrets'),
    logs: at('logs'),
    spool: at('spool'),
    temp: at('temp'),
    sample: at('sample'),
    sampleState: join(at('sample'), 'accepted.json'),
  }
}

/** Makes the directories, each 0700 even where it was there with another mode (S46). Throws when the disk refuses. */
export function makeDirectories(userData: string, paths: AppPaths): void {
  const own = [userData, paths.preferences, paths.secrets, paths.logs, paths.spool, paths.temp, paths.sample]
  for (const path of own) {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    if (process.platform !== 'win32') chmodSync(path, 0o700)
  }
}
