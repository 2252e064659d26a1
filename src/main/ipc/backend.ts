// What the commands of a page need of the rest of main, in the words of the contract. compose.ts supplies it; handlers.ts calls it.
// Every expected "no" is returned as a Reply; whatever is thrown counts as a bug and reaches the page as `internal` only.

import type { Core } from '@shared/core'
import type { DestinationSettings, DestinationView } from '@shared/destinations'
import type { DeviceReading } from '@shared/device'
import type { DownloadRequest } from '@shared/downloads'
import type { Reply } from '@shared/errors'
import type { ExportChoice, ExportFormat, ExportState } from '@shared/exports'
import type { FilePreview } from '@shared/filePreview'
import type { AsideSummary, EarlierImport, Reading, ReadingChoice } from '@shared/imports'
import type { AppInfo, Question, WholeValue } from '@shared/ipc/answers'
import type { ConstraintChoices } from '@shared/jobs/constraints'
import type { RunLog } from '@shared/jobs/runLog'
import type { NoticeAct, NoticeName } from '@shared/notices'
import type { OutboxExportFormat } from '@shared/outbox'
import type { Preferences, PreferencesChange } from '@shared/preferences'
import type { AboutRequest, CellRequest, RowsPage, RowsRequest, TableAbout, TableView } from '@shared/readerMessages'
import type { SourceSettings, SourceView } from '@shared/sources'
import type { SourceTest, SourceTestRequest } from '@shared/sourceTest'

/** A file the user chose in the native dialog. The path stays in main: a page gets a handle (S20). */
export interface ChosenPath {
  path: string
  name: string
  bytes: number
}

export interface ImportRequest {
  file: ChosenPath
  table: string
  keyField: string | null
  reading: Reading
  /** Counts, and stores nothing (IMP-8). */
  isTrial: boolean
}

/** What takes more than one call to the engine. */
export interface Duties {
  sources(): Promise<SourceView[]>
  addSource(settings: SourceSettings, token?: string): Promise<Reply<SourceView>>
  editSource(id: string, settings: SourceSettings): Promise<Reply<SourceView>>
  setSourceEnabled(id: string, enabled: boolean): Promise<Reply<SourceView>>
  removeSource(id: string, withRows: boolean): Promise<Reply<Record<string, never>>>
  /** null: every enabled source. Runs over soft holds (COND-4) and names what it ran over. */
  syncNow(id: string | null): Promise<Reply<{ started: number; overrides: string[] }>>
  /** One page of what a form describes; nothing is stored. */
  testSource(request: SourceTestRequest): Promise<Reply<SourceTest>>
  answerDeletes(id: string, answer: 'delete' | 'keep', upToRows: number): Promise<Reply<SourceView>>
  signIn(id: string, token: string): Promise<Reply<SourceView>>
  signOut(id: string): Promise<Reply<SourceView>>
  addSample(): Promise<Reply<SourceView>>
  sendReports(count: number): Promise<Reply<{ queued: number }>>
  startImport(request: ImportRequest): Promise<Reply<{ jobId: string }>>
  /** `folder`: the path of one that was chosen. */
  startDownload(
    folder: string,
    request: Omit<DownloadRequest, 'folder'>,
  ): Promise<Reply<{ jobId: string; name: string }>>
}

/** Each period, where the device is like this. */
export interface Repeat {
  everyMs: number
  constraints: ConstraintChoices
}

/** Where pushes go, and what is brought into the outbox. */
export interface Destinations {
  list(): Promise<DestinationView[]>
  add(settings: DestinationSettings, token?: string): Promise<Reply<DestinationView>>
  edit(id: string, settings: DestinationSettings): Promise<Reply<DestinationView>>
  remove(id: string): Promise<Reply<Record<string, never>>>
  signIn(id: string, token: string): Promise<Reply<DestinationView>>
  addRecord(request: {
    destinationId: string
    body: string
    label: string
    entity: string | null
    entityField: string | null
    repeat: Repeat | null
  }): Promise<Reply<{ jobId: string | null }>>
  addFiles(request: {
    destinationId: string
    files: { path: string; name: string }[]
    as: 'records' | 'files'
    entityField: string | null
    repeat: Repeat | null
  }): Promise<Reply<{ jobId: string | null }>>
  exportItems(ids: readonly string[], format: OutboxExportFormat, path: string): Promise<Reply<{ written: number }>>
}

/** The part of the engine's surface that a page may reach. */
export type CoreForPages = Pick<
  Core,
  | 'summary'
  | 'query'
  | 'count'
  | 'get'
  | 'runNow'
  | 'cancel'
  | 'retry'
  | 'skipNext'
  | 'stop'
  | 'pause'
  | 'resume'
  | 'history'
  | 'jobFigures'
  | 'runLog'
  | 'news'
  | 'newsSeen'
  | 'outboxCounts'
  | 'outboxItems'
  | 'outboxItem'
  | 'actOnOutbox'
  | 'editOutboxItem'
>

/** What is shown of files and values, computed when it is asked for. */
export interface Previews {
  previewFile(path: string, choice: ReadingChoice): Promise<Reply<FilePreview>>
  /** Imports of the very same content that are over; none where that could not be found out. */
  earlierImports(file: ChosenPath): Promise<Reply<EarlierImport[]>>
  aside(jobId: string): Promise<Reply<AsideSummary | null>>
  wholeValue(request: CellRequest): Promise<Reply<WholeValue>>
}

/** Tables being written to files of the user's. */
export interface Exports {
  /** What an import set aside. Refused as start(). */
  startAside(jobId: string, path: string): Reply<{ id: string; name: string }>
  /** Refused with `export_running` while one is. */
  start(choice: ExportChoice, path: string): Reply<{ id: string; name: string }>
  state(id: string): Reply<ExportState>
  cancel(id: string): void
  /** Of one that is done. */
  writtenPath(id: string): string | null
}

export interface Backend {
  core: CoreForPages
  runs: {
    /** What the attempt of this job that runs now has said; null: none does, or nothing. */
    liveLog(jobId: string): RunLog | null
  }
  duties: Duties
  device: { reading(): DeviceReading }
  preferences: {
    get(): Preferences
    /** Stored before it answers; whoever acts on preferences hears of it elsewhere. */
    change(change: PreferencesChange): Promise<Reply<Preferences>>
  }
  reader: {
    tables(): Promise<Reply<TableView[]>>
    rows(request: RowsRequest): Promise<Reply<RowsPage>>
    about(request: AboutRequest): Promise<Reply<TableAbout>>
    /** The Data view is gone: the reader's process may end. */
    close(): void
  }
  previews: Previews
  exports: Exports
  destinations: Destinations
  dialogs: {
    chooseFile(): Promise<ChosenPath | null>
    chooseFolder(): Promise<Omit<ChosenPath, 'bytes'> | null>
    /** Several at once, of any kind; none when the user closed the dialog. */
    chooseFiles(): Promise<ChosenPath[]>
    /** Where to write items of the outbox. */
    chooseOutboxTarget(format: OutboxExportFormat): Promise<string | null>
    /** Where to write `table`; null when the user closed the dialog. */
    chooseTarget(table: string, format: ExportFormat): Promise<string | null>
    /** In the system's file manager. */
    showFile(path: string): void
  }
  windows: { openPreferences(): void }
  notices: { act(name: NoticeName, act: NoticeAct): Promise<Reply<unknown>> }
  questions: {
    list(): Promise<Question[]>
    answer(id: Question['id'], answer: 'yes' | 'no'): Promise<Reply<unknown>>
  }
  app: { info(): Promise<AppInfo>; quit(): void }
}
