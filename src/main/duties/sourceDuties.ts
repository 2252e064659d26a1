// What the app does for its sources: their rows, their standing syncs, their sign-ins. Every step can be repeated: a crash between two
// leaves a state that `reconcile` puts right at the next start. Engine and rows are behind Core; tokens behind the vault.
import type { Core } from '@shared/core'
import { granted, type Reply, refused } from '@shared/errors'
import type { JobView } from '@shared/jobs/job'
import type { OccurrenceView } from '@shared/jobs/occurrence'
import type { Logger } from '@shared/logger'
import type { Preferences } from '@shared/preferences'
import { pullSettingsOf } from '@shared/pullSettings'
import type { Source, SourceSettings, SourceView } from '@shared/sources'
import type { TokenOwner } from '@shared/tokenOwner'
import { answerDeletes, deletesAnswerOf, deletesFlag, forgetAnswer } from './heldDeletes'
import { checkedAddress } from './sourceAddress'
import { keepTable, tableTag, takenTables } from './sourceTables'
import { forgetName, sourceTag, syncName, syncRequest, tableNameFor } from './syncJob'
import { RUNS_LOOKED_AT, restAfter } from './syncRest'

/** Tokens, bound to their owner and an origin. */
export interface TokenVault {
  put(owner: TokenOwner, origin: string, token: string): Promise<void>
  has(ownerId: string): boolean
  forget(ownerId: string): Promise<void>
}

export interface SourceDutiesPorts {
  core: Core
  vault: TokenVault
  preferences: () => Preferences
  newId: () => string
  now: () => number
  log: Logger
}

export interface SourceDuties {
  list(): Promise<SourceView[]>
  add(settings: SourceSettings, token?: string): Promise<Reply<SourceView>>
  /** Stores the row, its standing sync, and runs it at once. Used for the sample too. */
  adopt(source: Source): Promise<Reply<SourceView>>
  edit(id: string, settings: SourceSettings): Promise<Reply<SourceView>>
  setEnabled(id: string, enabled: boolean): Promise<Reply<SourceView>>
  remove(id: string, withRows: boolean): Promise<Reply<Record<string, never>>>
  syncNow(id: string | null): Promise<Reply<{ started: number; overrides: string[] }>>
  signIn(id: string, token: string): Promise<Reply<SourceView>>
  signOut(id: string): Promise<Reply<SourceView>>
  /** To deletions that are held (D29): for as many rows as the user was told of. It syncs at once. */
  answerDeletes(id: string, answer: 'delete' | 'keep', upToRows: number): Promise<Reply<SourceView>>
  /** An attempt of its sync ended. What was edited meanwhile counts from now, not an interval later; otherwise it may rest (PULL-11). */
  syncEnded(id: string, ended?: Pick<OccurrenceView, 'result' | 'endedAt'>): Promise<void>
  /**
   * At start and when the app-wide interval changed: every source has its sync, at its interval; one half removed goes. `isNewInterval`: then
   * none goes on resting.
   */
  reconcile(isNewInterval?: boolean): Promise<void>
}

const unknownSource = refused('source_not_found', 'This source is no longer here.')
const signedOutFlag = (id: string): string => `signedOut:${id}`
const removingFlag = (id: string): string => `removing:${id}`
const WITH_ROWS = 'withRows'

export function createSourceDuties(ports: SourceDutiesPorts): SourceDuties {
  return new Duties(ports)
}

class Duties implements SourceDuties {
  readonly #core: Core
  readonly #vault: TokenVault
  /** Edited while their sync ran with what was set before. In memory: an attempt that a crash cut off runs anew, with what is set now. */
  readonly #editedMeanwhile = new Set<string>()

  constructor(private readonly ports: SourceDutiesPorts) {
    this.#core = ports.core
    this.#vault = ports.vault
  }

  async list(): Promise<SourceView[]> {
    return Promise.all((await this.#core.sources()).map((source) => this.#view(source)))
  }

  async add(settings: SourceSettings, token?: string): Promise<Reply<SourceView>> {
    const address = checkedAddress(settings.url)
    if (!address.ok) return address
    const taken = await takenTables(this.#core)
    const id = this.ports.newId()
    if (token) await this.#vault.put({ kind: 'source', id }, address.value, token)
    const table = tableNameFor(settings.name, taken)
    const createdAt = this.ports.now()
    try {
      return await this.adopt({
        ...settings,
        id,
        servedBy: 'url',
        table,
        enabled: true,
        createdAt,
        lastSuccessAt: null,
      })
    } finally {
      // A full disk: a token of no source would lie there for good.
      if (token && !(await this.#core.source(id))) await this.#vault.forget(id)
    }
  }

  async adopt(source: Source): Promise<Reply<SourceView>> {
    // Added again before what it left was forgotten: that would take the new rows.
    await this.#core.cancelUnique(forgetName(source.id))
    const stored = await this.#core.putSource(source)
    if (!stored.ok) return stored
    await this.#syncAtOnce(stored.value)
    return granted(await this.#view(stored.value))
  }

  async edit(id: string, settings: SourceSettings): Promise<Reply<SourceView>> {
    const before = await this.#core.source(id)
    if (!before) return unknownSource
    const isSample = before.servedBy === 'sample'
    const address = isSample ? null : checkedAddress(settings.url)
    if (address && !address.ok) return address
    const stored = await this.#core.putSource({ ...before, ...settings, ...(isSample ? sampleParts(before) : {}) })
    if (!stored.ok) return stored
    if (signInDiffers(before, stored.value)) {
      // A token that nobody will send is not kept: it is bound to the origin it was given for.
      await this.#vault.forget(id)
      await this.#core.releaseHold({ reason: 'auth_required', sourceId: id })
    }
    const job = await this.#syncJob(id)
    const hasNewInterval = before.everyMs !== stored.value.everyMs
    if (job) await this.#ensureSync(stored.value, hasNewInterval ? null : undefined)
    if (job && pullDiffers(before, stored.value)) await this.#pullAnew(stored.value)
    return granted(await this.#view(stored.value))
  }

  async syncEnded(id: string, ended?: Pick<OccurrenceView, 'result' | 'endedAt'>): Promise<void> {
    const isEdited = this.#editedMeanwhile.delete(id)
    if (!isEdited && ended?.result !== 'ran') return
    const source = await this.#core.source(id)
    if (!source || !(await this.#syncJob(id))) return
    if (isEdited) await this.#syncAtOnce(source)
    else if (ended) await this.#rest(source, ended.endedAt)
  }

  /** Its next run, later than an interval from now where that is enough. */
  async #rest(source: Source, endedAt: number): Promise<void> {
    const everyMs = source.everyMs ?? this.ports.preferences().syncEveryMs
    const runs = await this.#core.history({ sourceId: source.id, kinds: ['feed.sync'], limit: RUNS_LOOKED_AT })
    const restMs = restAfter(everyMs, runs.ok ? runs.value.rows : [])
    if (restMs > everyMs) await this.#ensureSync(source, endedAt + restMs)
  }

  async setEnabled(id: string, enabled: boolean): Promise<Reply<SourceView>> {
    const stored = await this.#core.setSourceEnabled(id, enabled)
    return stored.ok ? granted(await this.#view(stored.value)) : stored
  }

  async remove(id: string, withRows: boolean): Promise<Reply<Record<string, never>>> {
    const source = await this.#core.source(id)
    if (!source) return unknownSource
    // A crash anywhere below: `reconcile` ends what was begun.
    await this.#core.setFlag(removingFlag(id), withRows ? WITH_ROWS : 'keepRows')
    await this.#core.cancelByTag(sourceTag(id))
    await this.#vault.forget(id)
    if (!withRows) await keepTable(this.#core, source.table)
    const input = { sourceId: id, table: source.table, withRows }
    const request = { kind: 'source.forget', input, label: source.name, tags: [tableTag(source.table)] }
    const forget = await this.#core.enqueueUnique(forgetName(id), 'replace', [request])
    if (!forget.ok) return forget
    await this.#core.resume({ type: 'source', id })
    await this.#core.releaseHold({ reason: 'auth_required', sourceId: id })
    const removed = await this.#core.removeSource(id)
    this.#editedMeanwhile.delete(id)
    await forgetAnswer(this.#core, id)
    for (const flag of [removingFlag(id), signedOutFlag(id)]) await this.#core.setFlag(flag, '')
    return removed.ok ? granted({}) : removed
  }

  async syncNow(id: string | null): Promise<Reply<{ started: number; overrides: string[] }>> {
    const sources = (await this.#core.sources()).filter((source) => (id === null ? source.enabled : source.id === id))
    if (id !== null && sources.length === 0) return unknownSource
    return startAll(sources, async (source) => {
      const job = await this.#ensureSync(source)
      return job.ok ? this.#core.runNow(job.value) : job
    })
  }

  async signIn(id: string, token: string): Promise<Reply<SourceView>> {
    const source = await this.#core.source(id)
    if (!source) return unknownSource
    await this.#vault.put({ kind: 'source', id }, new URL(source.url).origin, token)
    await this.#core.setFlag(signedOutFlag(id), '')
    await this.#core.releaseHold({ reason: 'auth_required', sourceId: id })
    await this.#syncAtOnce(source)
    return granted(await this.#view(source))
  }

  async signOut(id: string): Promise<Reply<SourceView>> {
    const source = await this.#core.source(id)
    if (!source) return unknownSource
    await this.#core.setFlag(signedOutFlag(id), 'yes')
    await this.#core.cancelByTag(sourceTag(id))
    await this.#vault.forget(id)
    return granted(await this.#view(source))
  }

  async answerDeletes(id: string, answer: 'delete' | 'keep', upToRows: number): Promise<Reply<SourceView>> {
    const source = await this.#core.source(id)
    if (!source) return unknownSource
    await answerDeletes(this.#core, id, answer, upToRows)
    await this.#syncAtOnce(source)
    return granted(await this.#view(source))
  }

  async reconcile(isNewInterval = false): Promise<void> {
    for (const source of await this.#core.sources()) {
      const removing = await this.#core.flag(removingFlag(source.id))
      if (removing !== undefined) await this.remove(source.id, removing === WITH_ROWS)
      else if ((await this.#core.flag(signedOutFlag(source.id))) !== 'yes') {
        await this.#ensureSync(source, isNewInterval ? null : undefined)
      }
    }
  }

  async #syncJob(id: string): Promise<JobView | undefined> {
    const states = ['enqueued', 'running', 'blocked'] as const
    const found = await this.#core.query({ names: [syncName(id)], states: [...states], limit: 1 })
    return found.ok ? found.value.rows[0] : undefined
  }

  async #view(source: Source): Promise<SourceView> {
    const job = await this.#syncJob(source.id)
    const hasToken = source.servedBy === 'sample' || this.#vault.has(source.id)
    const deletesAnswer = deletesAnswerOf(await this.#core.flag(deletesFlag(source.id)))
    return { ...source, signedIn: source.auth === 'none' ? null : hasToken, jobId: job?.id ?? null, deletesAnswer }
  }

  /** `nextRunAt`: ms UTC, once, in place of the interval; null takes that back, undefined leaves it. */
  async #ensureSync(source: Source, nextRunAt?: number | null): Promise<Reply<string>> {
    const there = await this.#syncJob(source.id)
    const own = there && nextRunAt !== undefined ? { nextRunAt } : {}
    const request = { ...syncRequest(source, this.ports.preferences()), ...own }
    const reply = await this.#core.enqueueUniquePeriodic(syncName(source.id), there ? 'update' : 'keep', request)
    if (!reply.ok) return reply
    return granted(there?.id ?? reply.value.ids[0] ?? '')
  }

  /** Something else is pulled than before: what was answered about the rows of before is no answer any more. */
  async #pullAnew(source: Source): Promise<void> {
    await forgetAnswer(this.#core, source.id)
    // Before it is looked whether it runs: it may end between.
    this.#editedMeanwhile.add(source.id)
    if ((await this.#syncJob(source.id))?.state !== 'running') await this.syncEnded(source.id)
  }

  /** The first click is a run of its own (D21); where a hold forbids it, the sync is due and waits with that reason. */
  async #syncAtOnce(source: Source): Promise<void> {
    const job = await this.#ensureSync(source)
    if (!job.ok) {
      const { code } = job.refusal
      this.ports.log.warn('the sync of a source could not be registered', { source: source.id, code })
      return
    }
    const run = await this.#core.runNow(job.value)
    if (!run.ok) await this.#core.freshen()
  }
}

/** Whether what the server is shown changed: whom it is sent to, or that it is sent at all. */
function signInDiffers(before: Source, after: Source): boolean {
  return before.auth !== after.auth || URL.parse(before.url)?.origin !== URL.parse(after.url)?.origin
}

/** Whether another pass would bring something else, or in another way: not its name, its times or its conditions. */
function pullDiffers(before: Source, after: Source): boolean {
  const pulled = ({ url, recordsPath, keyField, paginator, auth, pull }: Source): string =>
    JSON.stringify([url, recordsPath, keyField, paginator, auth, pullSettingsOf(pull)])
  return pulled(before) !== pulled(after)
}

/** What of the sample is the app's own and not the user's to change. */
function sampleParts(source: Source): Partial<Source> {
  const { url, recordsPath, keyField, paginator, auth } = source
  return { url, recordsPath, keyField, paginator, auth }
}

/** Starts each; a single refusal is the answer when nothing started at all. */
async function startAll(
  sources: Source[],
  start: (source: Source) => Promise<Reply<{ overrides: string[] }>>,
): Promise<Reply<{ started: number; overrides: string[] }>> {
  const replies = await Promise.all(sources.map(start))
  const overrides = new Set(replies.flatMap((reply) => (reply.ok ? reply.value.overrides : [])))
  const started = replies.filter((reply) => reply.ok).length
  const refusal = replies.find((reply) => !reply.ok && reply.refusal.code !== 'already_running')
  if (started === 0 && refusal && !refusal.ok) return refusal
  return granted({ started, overrides: [...overrides] })
}
