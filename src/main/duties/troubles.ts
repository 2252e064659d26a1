// Turns what goes wrong with the app itself into notices, and a click on one into what it says: core.db lost (P6), a damaged local copy
// (P5), workers that keep dying (P20), a full disk, settings that could not be read. Files, windows and restarts are behind ports.
import type { Core } from '@shared/core'
import { granted, type Reply, refused } from '@shared/errors'
import type { Logger } from '@shared/logger'
import type { AppNotice, NoticeAct, NoticeName } from '@shared/notices'
import { defaultPreferences, type Preferences, type PreferencesChange } from '@shared/preferences'
import type { TableView } from '@shared/readerMessages'
import { DAY_MS } from '@shared/time'
import { z } from 'zod'
import type { NoticeBoard } from './noticeBoard'
import { keepTable } from './sourceTables'
import { tokenOwners } from './tokenOwners'

/** What was set aside of damaged local copies, all of them together. */
export interface SetAsideCopies {
  /** ms UTC. */
  newestAt: number
  newestPath: string
  bytes: number
}

export interface TroublesPorts {
  board: NoticeBoard
  core: Pick<Core, 'flag' | 'setFlag' | 'sources' | 'destinations'>
  copies: {
    find(): Promise<SetAsideCopies | null>
    /** Those of at least this age, ms. */
    remove(ageMs: number): Promise<void>
  }
  /** What the reader sees, without a process kept for it. */
  tables(): Promise<Reply<TableView[]>>
  /** Tokens of others than these go, but not those that were given in this run: their owners may be about to be stored. */
  keepTokensOf: (ids: readonly string[]) => Promise<void>
  /** Runs the clean-up: it opens the local copy for writing, and so sets a damaged one aside. */
  cleanNow(): Promise<void>
  preferences: {
    replaced(): string[]
    damaged(): 'restored' | 'lost' | null
    change(change: PreferencesChange): Preferences
  }
  importsPath: string
  hands: {
    /** Ends the app, puts the backup in place and starts it again. */
    restore(backup: string): void
    syncAll(): Promise<Reply<unknown>>
    openPreferences(): void
    showFile(path: string): void
  }
  now: () => number
  log: Logger
}

export interface Troubles {
  /** core.db was unusable and is empty now. `backup`: the newest. */
  coreReplaced(backup: { path: string; at: number } | null): void
  /** Once core.db is open: what earlier starts left to tell, and what they left to tidy. Never rejects. */
  begin(): Promise<void>
  /** The reader met damage in this file. */
  readDamage(file: TableView['file']): void
  /** A run that opens the local copy for writing ended: it may have set a damaged one aside. */
  runEnded(): Promise<void>
  workers(health: { state: 'ok' } | { state: 'crashLoop'; retryAt: number }): void
  disk(state: 'takes' | 'full' | 'read_only'): void
  preferencesChanged(): void
  act(name: NoticeName, act: NoticeAct): Promise<Reply<unknown>>
}

const KEPT_MS = 30 * DAY_MS
const REPLACED_FLAG = 'coreReplaced'
const SEEN_FLAG = 'seen:library_set_aside'
const replacedSchema = z.object({ since: z.number(), backup: z.string().nullable(), backupAt: z.number() })
type Replaced = z.infer<typeof replacedSchema>

export function createTroubles(ports: TroublesPorts): Troubles {
  return new AppTroubles(ports)
}

class AppTroubles implements Troubles {
  readonly #board: NoticeBoard
  #replaced: Replaced | null = null

  constructor(private readonly ports: TroublesPorts) {
    this.#board = ports.board
    const damaged = ports.preferences.damaged()
    if (damaged) this.#put(`settings_${damaged}`, 'attention', {}, ['settings', 'dismiss'])
    this.preferencesChanged()
  }

  coreReplaced(backup: { path: string; at: number } | null): void {
    this.#replaced = { since: this.ports.now(), backup: backup?.path ?? null, backupAt: backup?.at ?? 0 }
    this.#tellReplaced()
  }

  async begin(): Promise<void> {
    const steps = [() => this.#rememberReplaced(), () => this.#tidyTokens(), () => this.#tidyCopies()]
    for (const step of steps) {
      await step().catch((error: unknown) =>
        this.ports.log.error('a trouble was not seen to', { error: String(error) }),
      )
    }
  }

  readDamage(file: TableView['file']): void {
    if (file === 'imports') return this.#put('imports_damaged', 'attention', {}, ['show'])
    const isNew = this.#board.get('library_damaged') === undefined
    this.#put('library_damaged', 'attention', {}, ['sync'])
    if (!isNew) return
    this.#setAsideUnsynced().catch((error: unknown) =>
      this.ports.log.error('a damaged local copy was not seen to', { error: String(error) }),
    )
  }

  /** A sync sets a damaged copy aside; where none comes by itself, the clean-up does. */
  async #setAsideUnsynced(): Promise<void> {
    const sources = await this.ports.core.sources()
    if (!sources.some(({ enabled }) => enabled)) await this.ports.cleanNow()
  }

  async runEnded(): Promise<void> {
    const copies = await this.ports.copies.find()
    if (copies === null) return this.#board.take('library_set_aside')
    const damagedSince = this.#board.get('library_damaged')?.since
    if (damagedSince !== undefined && copies.newestAt >= damagedSince) this.#board.take('library_damaged')
    const seenAt = Number((await this.ports.core.flag(SEEN_FLAG)) ?? 0)
    this.#board.put({
      name: 'library_set_aside',
      level: copies.newestAt > seenAt ? 'attention' : 'note',
      since: copies.newestAt,
      data: { bytes: copies.bytes },
      acts: ['show', 'delete', 'dismiss'],
    })
  }

  workers(health: { state: 'ok' } | { state: 'crashLoop'; retryAt: number }): void {
    if (health.state === 'ok') return this.#board.take('workers_crashing')
    this.#put('workers_crashing', 'problem', { retryAt: health.retryAt }, [])
  }

  disk(state: 'takes' | 'full' | 'read_only'): void {
    if (state !== 'full') this.#board.take('disk_full')
    if (state !== 'read_only') this.#board.take('disk_read_only')
    if (state !== 'takes') this.#put(`disk_${state}`, 'problem', {}, [])
  }

  preferencesChanged(): void {
    const count = this.ports.preferences.replaced().length
    if (count === 0) return this.#board.take('settings_replaced')
    this.#put('settings_replaced', 'attention', { count }, ['settings', 'dismiss'])
  }

  async act(name: NoticeName, act: NoticeAct): Promise<Reply<unknown>> {
    const notice = this.#board.get(name)
    if (!notice?.acts.includes(act)) return refused('notice_gone', 'There is nothing to do about this any more.')
    const { hands, copies } = this.ports
    switch (act) {
      case 'restore':
        if (this.#replaced?.backup) hands.restore(this.#replaced.backup)
        return granted({})
      case 'sync':
        await this.#setAsideUnsynced()
        return hands.syncAll()
      case 'settings':
        hands.openPreferences()
        return granted({})
      case 'show':
        hands.showFile(name === 'imports_damaged' ? this.ports.importsPath : ((await copies.find())?.newestPath ?? ''))
        return granted({})
      case 'delete':
        await copies.remove(0)
        await this.runEnded()
        return granted({})
      case 'dismiss':
        await this.#dismiss(notice)
        return granted({})
    }
  }

  async #dismiss({ name, since }: AppNotice): Promise<void> {
    const { core, preferences } = this.ports
    if (name === 'library_set_aside') {
      await core.setFlag(SEEN_FLAG, String(since))
      return this.runEnded()
    }
    if (name === 'settings_replaced') {
      // The defaults become the choice, so that no later start tells of them again.
      const names = preferences.replaced()
      preferences.change(
        Object.fromEntries(Object.entries(defaultPreferences).filter(([name]) => names.includes(name))),
      )
    }
    if (name === 'core_replaced' || name === 'core_lost') {
      await core.setFlag(REPLACED_FLAG, '')
      this.#replaced = null
      await this.#tidyTokens()
    }
    this.#board.take(name)
  }

  /** A loss is told until the user has answered, over restarts; and rows of sources that are gone stay nobody else's. */
  async #rememberReplaced(): Promise<void> {
    const { core, log } = this.ports
    if (this.#replaced === null) {
      const stored = (await core.flag(REPLACED_FLAG)) ?? ''
      this.#replaced = stored === '' ? null : replacedSchema.parse(JSON.parse(stored))
      return this.#tellReplaced()
    }
    await core.setFlag(REPLACED_FLAG, JSON.stringify(this.#replaced))
    const tables = await this.ports.tables()
    if (!tables.ok) return log.warn('the tables of lost sources are not known', { code: tables.refusal.code })
    const ids = new Set((await core.sources()).map(({ id }) => id))
    for (const { file, table, sourceId } of tables.value) {
      if (file === 'library' && (sourceId === null || !ids.has(sourceId))) await keepTable(core, table)
    }
  }

  #tellReplaced(): void {
    if (this.#replaced === null) return
    const { since, backup, backupAt } = this.#replaced
    const name = backup === null ? 'core_lost' : 'core_replaced'
    const acts = backup === null ? (['dismiss'] as const) : (['restore', 'dismiss'] as const)
    this.#board.put({ name, level: 'attention', since, data: { backupAt }, acts })
  }

  /** Not while a backup may still bring their sources back. */
  async #tidyTokens(): Promise<void> {
    if (this.#replaced !== null) return
    await this.ports.keepTokensOf(await tokenOwners(this.ports.core))
  }

  async #tidyCopies(): Promise<void> {
    await this.ports.copies.remove(KEPT_MS)
    await this.runEnded()
  }

  /** `since` stays that of a notice which is there already. */
  #put(name: NoticeName, level: AppNotice['level'], data: AppNotice['data'], acts: readonly NoticeAct[]): void {
    const since = this.#board.get(name)?.since ?? this.ports.now()
    this.#board.put({ name, level, since, data, acts })
  }
}
