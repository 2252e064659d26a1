// Constructs what does the work: engine thread, device, worker slots, sample, reader, secrets, duties. It only wires; and it says in the
// log, job by job, what the app does.
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { CoreEvent } from '@shared/core'
import { languageFor } from '@shared/i18n/catalogue'
import { createText } from '@shared/i18n/text'
import type { AppInfo } from '@shared/ipc/commands'
import type { Logger } from '@shared/logger'
import { app, session } from 'electron'
import { v7 as newId } from 'uuid'
import { chooseAdapter } from './device/adapterChoice'
import { createDeviceMonitor, type DeviceMonitor } from './device/deviceMonitor'
import { electronDevicePorts } from './device/electronPorts'
import { openTrayHost } from './device/trayHost'
import { createAnswers } from './duties/answers'
import { startImport } from './duties/importDuties'
import { createSampleDuties, SAMPLE_SOURCE_ID } from './duties/sampleDuties'
import { createSourceDuties } from './duties/sourceDuties'
import { registerStandingWork } from './duties/standing'
import { type EngineClient, startEngineThread } from './engineThread/client'
import type { SetAsideNotice } from './engineThread/protocol'
import type { Duties } from './ipc/backend'
import { type Alarm, createAlarm } from './platform/alarm'
import { workerEnvironment } from './platform/environment'
import type { FileLog } from './platform/fileLog'
import type { AppPaths } from './platform/paths'
import type { PreferencesFile } from './platform/preferencesFile'
import { utilityFork } from './runner/electronChild'
import { createReaderProcess, type ReaderProcess } from './runner/readerProcess'
import { createSampleProcess } from './runner/sampleProcess'
import { createWorkerPool, type WorkerPool } from './runner/workerPool'
import { createSystemVault } from './secrets/systemVault'

export interface WorkOptions {
  paths: AppPaths
  log: FileLog
  preferences: PreferencesFile
  onEngineDeath: (error: Error) => void
  onSetAside: (notice: SetAsideNotice) => void
}

export interface Work {
  core: EngineClient
  paths: AppPaths
  log: FileLog
  preferences: PreferencesFile
  device: DeviceMonitor
  duties: Duties
  reader: ReaderProcess
  tokenStore: AppInfo['tokenStore']
  trayAvailable(): Promise<boolean>
  watchTray(listener: (available: boolean) => void): () => void
  /** Readings flow, standing work is registered. Rejects when core.db cannot be used. */
  start(): Promise<void>
  stop(): Promise<void>
}

/** Attempts at once. */
const SLOTS = 2

const entry = (name: string): string => fileURLToPath(new URL(`./${name}.js`, import.meta.url))

export function composeWork(options: WorkOptions): Work {
  const { paths, log, preferences } = options
  const text = () => createText(languageFor(preferences.get().language, app.getLocale()))
  const core = startEngineThread({
    entry: new URL('./engineThread.js', import.meta.url),
    data: { corePath: paths.core, preferences: preferences.get(), slots: SLOTS, isPackaged: app.isPackaged },
    log: log.child('engine'),
    onDeath: options.onEngineDeath,
    onSetAside: options.onSetAside,
  })
  const device = createDeviceMonitor({
    adapter: chooseAdapter({
      platform: process.platform,
      isPackaged: app.isPackaged,
      override: process.env.LULL_DEVICE,
    }),
    ports: electronDevicePorts({ dataDir: app.getPath('userData'), log: log.child('device') }),
    idleAfterMs: () => preferences.get().idleAfterMs,
  })
  const trayHost = openTrayHost(process.platform, process.env, log.child('device'))
  const vault = createSystemVault(paths.secrets, log.child('secrets'))
  const fork = (name: string, serviceName: string) =>
    utilityFork({ entry: entry(name), serviceName, env: workerEnvironment(process.env) })
  const reader = createReaderProcess({
    fork: fork('reader', 'Lull reader'),
    library: paths.library,
    imports: paths.imports,
    log: log.child('reader'),
  })
  let sampleStartedAt = Date.now()
  const sample = createSampleProcess({
    fork: fork('sample', 'Lull sample'),
    startedAt: () => sampleStartedAt,
    state: paths.sampleState,
    ...sampleDelay(),
    log: log.child('sample'),
  })
  const answers = createAnswers({
    core,
    token: (sourceId, origin) => vault.get(sourceId, origin),
    acquireSample: async () => {
      sampleStartedAt = (await core.source(SAMPLE_SOURCE_ID))?.createdAt ?? sampleStartedAt
      return sample.acquire()
    },
    resolveProxy: (url) => session.defaultSession.resolveProxy(url),
    logsPastCap: () => log.logsPastCap(),
    log: log.child('answers'),
  })
  const pool = createWorkerPool({
    fork: fork('worker', 'Lull worker'),
    slots: SLOTS,
    paths: { library: paths.library, imports: paths.imports, spool: paths.spool, temp: paths.temp },
    answer: answers.answer,
    log: log.child('worker'),
  })
  const sources = createSourceDuties({
    core,
    vault,
    preferences: () => preferences.get(),
    newId,
    now: Date.now,
    log: log.child('duties'),
  })
  const samples = createSampleDuties({
    core,
    sources,
    text,
    newId,
    now: Date.now,
    forgetAccepted: () => {
      sample.stop()
      rmSync(paths.sampleState, { force: true })
    },
  })
  const alarm = createAlarm(() => {
    core.alarmFired()
    device.refresh()
    trayHost.refresh()
  })

  pool.subscribe((event) => {
    core.runner(event)
    if (event.type === 'ended' || event.type === 'died') answers.attemptEnded(event.attemptId)
  })
  device.onReading((reading) => core.device(reading))
  device.onMoment((moment) => {
    if (moment === 'resume') alarm.refresh()
    core.moment(moment)
  })
  let interval = preferences.get().syncEveryMs
  preferences.onChange((changed) => {
    core.preferences(changed)
    if (changed.syncEveryMs === interval) return
    interval = changed.syncEveryMs
    sources.reconcile().catch((error) => log.error('the syncs could not be set anew', { error: String(error) }))
  })
  core.on((event) => carryOut(event, { alarm, device, pool }))
  core.on((event) => report(event, log.child('jobs')))

  return {
    core,
    paths,
    log,
    preferences,
    device,
    reader,
    tokenStore: vault.store,
    duties: {
      sources: sources.list,
      addSource: sources.add,
      editSource: sources.edit,
      setSourceEnabled: sources.setEnabled,
      removeSource: (id, withRows) =>
        id === SAMPLE_SOURCE_ID ? samples.remove(withRows) : sources.remove(id, withRows),
      syncNow: sources.syncNow,
      signIn: sources.signIn,
      signOut: sources.signOut,
      addSample: samples.add,
      sendReports: samples.sendReports,
      startImport: (request) => startImport(core, newId, request),
    },
    trayAvailable: trayHost.available,
    watchTray: trayHost.watch,
    async start() {
      device.start()
      await core.ready
      core.device(device.reading())
      // Wall time is above any epoch that earlier attempts, one a millisecond at most, can have reached (D4).
      await core.setEpochFloor(Date.now())
      await registerStandingWork(core)
      await sources.reconcile()
      await core.freshen()
    },
    async stop() {
      alarm.cancel()
      device.stop()
      trayHost.stop()
      reader.close()
      await core.shutDown()
      await pool.stopAll()
      sample.stop()
    },
  }
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

/** Slows the sample's server so that a test can land a kill in between; in unpackaged builds only. */
function sampleDelay(): { pageDelayMs?: number } {
  const delayMs = Number(process.env.LULL_SAMPLE_DELAY_MS)
  return !app.isPackaged && delayMs > 0 ? { pageDelayMs: delayMs } : {}
}
