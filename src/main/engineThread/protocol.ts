// What main and its engine thread say to each other. Calls are those of Core by name, inputs those of CoreInputs; both ends are ours
// and built together, so names are checked on arrival and values are not parsed again.
import type { Core, CoreEvent, CoreInputs } from '@shared/core'
import type { LogFields, LogLevel } from '@shared/logger'
import type { Preferences } from '@shared/preferences'
import type { SetAside } from '../store/databaseFile'

/** Given to the thread when it starts. */
export interface EngineThreadData {
  /** Absolute path of core.db. */
  corePath: string
  preferences: Preferences
  /** Attempts at once. */
  slots: number
  /** A packaged app sends no debug lines across. */
  isPackaged: boolean
}

/** What was wrong with an earlier core.db, where it is now, and the backup that could be restored (P6). */
export type SetAsideNotice = SetAside

export type ToThread =
  | { type: 'call'; id: number; name: keyof Core; args: unknown[] }
  | { type: 'input'; name: keyof CoreInputs; args: unknown[] }

export type FromThread =
  /** core.db is open and the engine runs. */
  | { type: 'ready' }
  /** core.db must not or cannot be used; the thread ends. */
  | { type: 'failed'; code: string; message: string }
  /** An earlier core.db was unusable and is now elsewhere (P6). */
  | { type: 'setAside'; notice: SetAsideNotice }
  | { type: 'reply'; id: number; ok: true; value: unknown }
  | { type: 'reply'; id: number; ok: false; error: ThrownError }
  /** All that one turn of the thread's loop told, in its order. */
  | { type: 'events'; events: CoreEvent[] }
  | { type: 'log'; level: LogLevel; message: string; fields?: LogFields }

/** A bug that a call met: it is thrown again at the caller. */
export interface ThrownError {
  name: string
  message: string
  stack: string | undefined
}

/** Every call, by name: the compiler names one that is missing. */
export const coreCalls: Readonly<Record<keyof Core, true>> = {
  enqueue: true,
  enqueueUnique: true,
  enqueueChain: true,
  enqueueUniquePeriodic: true,
  update: true,
  cancel: true,
  cancelUnique: true,
  cancelByTag: true,
  cancelAll: true,
  prune: true,
  get: true,
  query: true,
  count: true,
  runNow: true,
  pause: true,
  resume: true,
  pauses: true,
  skipNext: true,
  stop: true,
  retry: true,
  summary: true,
  history: true,
  jobFigures: true,
  runLog: true,
  news: true,
  newsSeen: true,
  sources: true,
  source: true,
  putSource: true,
  removeSource: true,
  setSourceEnabled: true,
  destinations: true,
  knownDestinations: true,
  putDestination: true,
  removeDestination: true,
  releaseDestination: true,
  addToOutbox: true,
  takeIntoOutbox: true,
  outboxItems: true,
  outboxItem: true,
  actOnOutbox: true,
  editOutboxItem: true,
  outboxFilesInUse: true,
  outboxCounts: true,
  takeFromOutbox: true,
  settleOutbox: true,
  enqueueFromAttempt: true,
  releaseHold: true,
  freshen: true,
  flag: true,
  setFlag: true,
  setEpochFloor: true,
  shutDown: true,
}

export const coreInputs: Readonly<Record<keyof CoreInputs, true>> = {
  device: true,
  moment: true,
  preferences: true,
  runner: true,
  alarmFired: true,
}
