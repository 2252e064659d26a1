// Constructs what does the work: engine thread, device, worker slots, sample, reader, secrets, duties. It only wires; and it says in the
// log, job by job, what the app does.
import { rmSync } from 'node:fs'
import type { CoreEvent } from '@shared/core'
import type { Text } from '@shared/i18n/text'
import type { AppInfo } from '@shared/ipc/answers'
import type { Logger } from '@shared/logger'
import { app } from 'electron'
import { v7 as newId } from 'uuid'
import { composeLooks, type Looks } from './composeLooks'
import { composeNotices, type Notices, type NoticesOptions, watchTroubles, withNotices } from './composeNotices'
import { built } from './composePlaces'
import { poolOf, type Sample, SLOTS, sampleOf, testsOf } from './composeServers'
import { chooseAdapter } from './device/adapterChoice'
import { createDeviceMonitor, type DeviceMonitor } from './device/deviceMonitor'
import { electronDevicePorts } from './device/electronPorts'
import { openTrayHost } from './device/trayHost'
import { createDestinationDuties } from './duties/destinationDuties'
import { startDownload } from './duties/downloadDuties'
import { startImport } from './duties/importDuties'
import { createOriginPermits } from './duties/originPermits'
import { exportItems } from './duties/outboxExport'
import { createSampleDuties, SAMPLE_SOURCE_ID } from './duties/sampleDuties'
import { createSourceDuties, type SourceDuties } from './duties/sourceDuties'
import type { TestSource } from './duties/sourceTests'
import { registerStandingWork } from './duties/standing'
import { type EngineClient, startEngineThread } from './engineThread/client'
import type { SetAsideNotice } from './engineThread/protocol'
import type { Destinations, Duties } from './ipc/backend'
import { type Alarm, createAlarm } from './platform/alarm'
import type { FileLog } from './platform/fileLog'
import type { AppPaths } from './platform/paths'
import type { PreferencesFile } from './platform/preferencesFile'
import type { WorkerPool } from './runner/workerPool'
import { electronSafeStorage } from './secrets/electronSafeStorage'
import { createVault, type Vault } from './secrets/vault'

export interface WorkOptions {
  paths: AppPaths
  log: FileLog
  preferences: PreferencesFile
  text: () => Text
  onEngineDeath: (error: Error) => void
  onSetAside: (notice: SetAsideNotice) => void
  /** What a click on a notice needs of the rest. */
  hands: Omit<NoticesOptions['hands'], 'syncAll'>
}

export interface Work {
  core: EngineClient
  paths: AppPaths
  log: FileLog
  preferences: PreferencesFile
  device: DeviceMonitor
  /** What those that are under way have said. */
  runs: Pick<WorkerPool, 'liveLog'>
  duties: Duties
  destinations: Destinations
  reader: Looks['reader']
  previews: Looks['previews']
  exports: Looks['exports']
  notices: Notices
  tokenStore(): AppInfo['tokenStore']
  trayAvailable(): Promise<boolean>
  watchTray(listener: (available: boolean) => void): () => void
  /** Readings flow, standing work is registered. Rejects when core.db cannot be used. */
  start(): Promise<void>
  stop(): Promise<void>
}

export function composeWork(options: WorkOptions): Work {
  const { paths, log, preferences } = options
  const { core, board } = withNotices(coreOf(options))
  const device = deviceOf(options)
  const trayHost = openTrayHost(process.platform, process.env, log.child('device'))
  const vault = createVault({ dir: paths.secrets, safeStorage: electronSafeStorage(), log: log.child('secrets') })
  const sample = sampleOf(core, options)
  const looks = composeLooks(paths, log, (file) => notices.troubles.readDamage(file))
  const permits = createOriginPermits(() => performance.now())
  const pool = poolOf({ core, vault, sample, permits }, options)
  const sources = sourcesOf(core, vault, options)
  const hands = { ...options.hands, syncAll: () => sources.syncNow(null) }
  const notices = composeNotices({ board, core, vault, paths, log, preferences, hands })
  watchTroubles(notices, { core, pool, preferences, log })
  const alarm = createAlarm(() => {
    core.alarmFired()
    device.refresh()
    trayHost.refresh()
    void notices.disk.look()
  })
  connect({ core, alarm, device, pool, sources }, options)
  return {
    core,
    paths,
    log,
    preferences,
    device,
    runs: pool,
    reader: looks.reader,
    previews: looks.previews,
    exports: looks.exports,
    notices,
    tokenStore: () => vault.store(),
    destinations: destinationsOf(core, vault),
    duties: dutiesOf({ core, sources, sample, testSource: testsOf(looks, vault, permits) }, options),
    trayAvailable: () => trayHost.available(),
    watchTray: (listener) => trayHost.watch(listener),
    start: () => begin({ core, device, sources, notices }),
    stop: async () => {
      alarm.cancel()
      device.stop()
      trayHost.stop()
      const looksEnd = looks.stop()
      await core.shutDown()
      await Promise.all([pool.stopAll(), looksEnd])
      sample.process.stop()
    },
  }
}

function destinationsOf(core: EngineClient, vault: Vault): Work['destinations'] {
  return {
    ...createDestinationDuties({ core, vault, newId }),
    exportItems: (ids, format, path) => exportItems(core, ids, format, path),
  }
}

interface Beginning extends Pick<Connected, 'core' | 'device' | 'sources'> {
  notices: Notices
}

async function begin({ core, device, sources, notices }: Beginning): Promise<void> {
  device.start()
  await core.ready
  core.device(device.reading())
  // Wall time is above any epoch that earlier attempts, one a millisecond at most, can have reached (D4).
  await core.setEpochFloor(Date.now())
  await registerStandingWork(core)
  await sources.reconcile()
  await core.freshen()
  await Promise.all([notices.troubles.begin(), notices.disk.look()])
}

function coreOf({ paths, log, preferences, onEngineDeath, onSetAside }: WorkOptions): EngineClient {
  return startEngineThread({
    entry: built('main/engineThread.js'),
    data: { corePath: paths.core, preferences: preferences.get(), slots: SLOTS, isPackaged: app.isPackaged },
    log: log.child('engine'),
    onDeath: onEngineDeath,
    onSetAside,
  })
}

function deviceOf({ log, preferences }: WorkOptions): DeviceMonitor {
  const { platform, env } = process
  return createDeviceMonitor({
    adapter: chooseAdapter({ platform, isPackaged: app.isPackaged, override: env.LULL_DEVICE }),
    ports: electronDevicePorts({ dataDir: app.getPath('userData'), log: log.child('device') }),
    idleAfterMs: () => preferences.get().idleAfterMs,
  })
}

function sourcesOf(core: EngineClient, vault: Vault, { preferences, log }: WorkOptions): SourceDuties {
  const now = Date.now
  return createSourceDuties({ core, vault, preferences: () => preferences.get(), newId, now, log: log.child('duties') })
}

interface DutyParts {
  core: EngineClient
  sources: SourceDuties
  sample: Sample
  testSource: TestSource
}

function dutiesOf({ core, sources, sample, testSource }: DutyParts, options: WorkOptions): Duties {
  const samples = createSampleDuties({
    core,
    sources,
    text: options.text,
    newId,
    now: Date.now,
    forgetAccepted: () => {
      sample.process.stop()
      rmSync(options.paths.sampleState, { force: true })
    },
  })
  return {
    sources: () => sources.list(),
    addSource: (settings, token) => sources.add(settings, token),
    editSource: (id, settings) => sources.edit(id, settings),
    setSourceEnabled: (id, enabled) => sources.setEnabled(id, enabled),
    removeSource: (id, withRows) => (id === SAMPLE_SOURCE_ID ? samples.remove(withRows) : sources.remove(id, withRows)),
    syncNow: (id) => sources.syncNow(id),
    testSource,
    answerDeletes: (id, answer, upToRows) => sources.answerDeletes(id, answer, upToRows),
    signIn: (id, token) => sources.signIn(id, token),
    signOut: (id) => sources.signOut(id),
    addSample: () => samples.add(),
    sendReports: (count) => samples.sendReports(count),
    startDownload: (folder, request) => startDownload(core, folder, request),
    startImport: (request) => startImport(core, newId, request),
  }
}

interface Connected extends Hands {
  core: EngineClient
  sources: SourceDuties
}

function connect({ core, alarm, device, pool, sources }: Connected, { preferences, log }: WorkOptions): void {
  core.on((event) => carryOut(event, { alarm, device, pool }))
  core.on((event) => report(event, log.child('jobs')))
  core.on((event) => {
    if (event.type !== 'attemptEnded' || event.occurrence.kind !== 'feed.sync' || !event.occurrence.sourceId) return
    sources
      .syncEnded(event.occurrence.sourceId, event.occurrence)
      .catch((error: unknown) => log.error('the next sync of a source could not be set', { error: String(error) }))
  })
  device.onReading((reading) => core.device(reading))
  device.onMoment((moment) => {
    if (moment === 'resume') alarm.refresh()
    core.moment(moment)
  })
  let { syncEveryMs } = preferences.get()
  preferences.onChange((changed) => {
    core.preferences(changed)
    if (changed.syncEveryMs === syncEveryMs) return
    syncEveryMs = changed.syncEveryMs
    sources
      .reconcile(true)
      .catch((error: unknown) => log.error('the syncs could not be set anew', { error: String(error) }))
  })
}

interface Hands {
  alarm: Alarm
  device: DeviceMonitor
  pool: WorkerPool
}

function carryOut(event: CoreEvent, { alarm, device, pool }: Hands): void {
  if (event.type === 'start') pool.start(event.run)
  if (event.type === 'stop') pool.stop(event.attemptId, event.reason, event.graceMs)
  if (event.type === 'alarm') alarm.set(event.at)
  if (event.type === 'interest') device.setInterest(event.interest)
}

/** What the app does, job by job, for whoever reads the log or the terminal. */
function report(event: CoreEvent, log: Logger): void {
  if (event.type === 'attemptStarted') {
    const { id, kind, label, attempts } = event.job
    log.info('started', { kind, label, attempt: attempts, job: id })
  }
  if (event.type === 'attemptEnded') {
    const { jobId, kind, label, result, stopReason, error, startedAt, endedAt, sums } = event.occurrence
    const ms = startedAt === null ? 0 : endedAt - startedAt
    const { inserted, updated, sent, freedBytes } = sums
    log.info(result, {
      kind,
      label,
      ms,
      inserted,
      updated,
      sent,
      freedBytes,
      stopReason,
      code: error?.code,
      job: jobId,
    })
  }
}
