// Wires what finds out about the app's own troubles (a damaged file, dying workers, a full disk) to what tells of them
// (duties/troubles.ts) and to what a click does about them.
import { app } from 'electron'
import { forkOf } from './composeFork'
import { createNoticeBoard, type NoticeBoard } from './duties/noticeBoard'
import { cleanNow } from './duties/standing'
import { createTroubles, type Troubles, type TroublesPorts } from './duties/troubles'
import type { EngineClient } from './engineThread/client'
import { damagedCopies, removeDamagedCopies } from './platform/damagedCopies'
import { createDiskWatch, type DiskWatch, diskOf } from './platform/diskWatch'
import type { FileLog } from './platform/fileLog'
import type { AppPaths } from './platform/paths'
import type { PreferencesFile } from './platform/preferencesFile'
import { createReaderProcess } from './runner/readerProcess'
import type { WorkerPool } from './runner/workerPool'
import type { Vault } from './secrets/vault'

export interface Notices {
  board: NoticeBoard
  troubles: Troubles
  disk: DiskWatch
}

export interface NoticesOptions {
  board: NoticeBoard
  core: EngineClient
  vault: Vault
  paths: AppPaths
  log: FileLog
  preferences: PreferencesFile
  hands: TroublesPorts['hands']
}

/** The engine's core, whose summary has the notices of main in it. */
export function withNotices(core: EngineClient): { core: EngineClient; board: NoticeBoard } {
  const board = createNoticeBoard()
  return { board, core: { ...core, summary: async () => ({ ...(await core.summary()), notices: board.all() }) } }
}

export function composeNotices({ board, core, vault, paths, log, preferences, hands }: NoticesOptions): Notices {
  const folder = app.getPath('userData')
  const { library, imports } = paths
  const troubles = createTroubles({
    board,
    core,
    copies: {
      find: () => damagedCopies(folder),
      remove: (ageMs) => removeDamagedCopies(folder, ageMs, Date.now()),
    },
    tables: async () => {
      const fork = forkOf('reader', 'Lull reader')
      const reader = createReaderProcess({ fork, library, imports, log: log.child('reader') })
      try {
        return await reader.tables()
      } finally {
        reader.close()
      }
    },
    cleanNow: () => cleanNow(core),
    keepTokensOf: (ids) => vault.keepOnly(ids),
    preferences,
    importsPath: imports,
    hands,
    now: Date.now,
    log: log.child('duties'),
  })
  const disk = createDiskWatch({ ...diskOf(folder), changed: (state) => troubles.disk(state) })
  return { board, troubles, disk }
}

/** Kinds whose runs open the local copy for writing. */
const opensLibrary: ReadonlySet<string> = new Set(['feed.sync', 'clean', 'source.forget'])

/** From now on what happens is seen to. */
export function watchTroubles(
  { troubles }: Notices,
  { core, pool, preferences, log }: Pick<NoticesOptions, 'core' | 'preferences' | 'log'> & { pool: WorkerPool },
): void {
  pool.onHealth((health) => troubles.workers(health))
  preferences.onChange(() => troubles.preferencesChanged())
  core.on((event) => {
    if (event.type !== 'attemptEnded' || !opensLibrary.has(event.occurrence.kind)) return
    troubles.runEnded().catch((error: unknown) => log.warn('damaged copies are not known', { error: String(error) }))
  })
}
