// Kind `file.fetch`: downloads a file into a folder the user chose, goes on where it was after a cut, a stop or a kill, checks its size and
// SHA-256, and gives it its name only when it is whole. Asking for it: fetching/; this file decides how a download ends.
import { statfsSync } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { assertNever } from '@shared/errors'
import { safeFileName } from '@shared/fileNames'
import type { fileFetch as kind } from '@shared/jobs/kinds/fileFetch'
import type { JobError, Outcome } from '@shared/jobs/outcome'
import type { z } from 'zod'
import { type Fetched, fetchRest } from '../fetching/download'
import { codeOf, giveName, openPart, type PartFile, sha256Of } from '../fetching/partFile'
import { type PartRecords, partRecords } from '../fetching/partRecord'
import { addTo, type Handler, type HandlerRun, Stopped } from '../handler'
import { outcomeOf } from '../http/classify'
import { openHttp } from '../http/client'
import { systemProxy } from './systemProxy'

type Input = z.infer<(typeof kind)['input']>
type Run = HandlerRun<Input>

/** Left free for everything else on that disk. */
const RESERVE_BYTES = 512 * 1024 * 1024
/** What a cut leaves behind is gone on with; the server's answers say the rest. */
const CUT = new Set(['cut_short', 'body_stalled', 'body_too_slow'])

export const fileFetch: Handler<Input> = async (run) => {
  const { folder } = run.input
  const name = safeFileName(run.input.name)
  if (!(await isFolder(folder))) return failed('folder_missing', 'The folder is no longer there. Nothing was stored.')
  const path = join(folder, `${name}.${run.run.jobId.slice(-12)}.part`)
  const records = partRecords(run.paths, run.run.jobId)
  try {
    return await fetchTo(run, { path, name, records })
  } catch (error) {
    if (isGivenUp(run.signal)) await discard({ path, records })
    const outcome = diskOutcome(error)
    if (outcome === null) throw error
    return outcome
  }
}

interface Place {
  path: string
  name: string
  records: PartRecords
}

async function fetchTo(run: Run, place: Place): Promise<Outcome> {
  const part = await openPart(place.path)
  let fetched: Fetched
  try {
    const host = URL.parse(run.input.url)?.host
    if (part.bytes > 0) run.log.info('download goes on where it was', { host, bytes: part.bytes })
    else run.log.info('asks for the file', { host })
    fetched = await fetchInto(run, place, part)
  } finally {
    await part.close()
  }
  switch (fetched.type) {
    case 'whole':
      return await finish(run, place)
    case 'unmeasured':
      return await finishUnmeasured(run, place)
    case 'no_room':
      return noRoom
    case 'answer':
      return await refusal(fetched, place)
    default:
      return assertNever(fetched)
  }
}

async function fetchInto(run: Run, place: Place, part: PartFile): Promise<Fetched> {
  const http = openHttp({ proxyFor: systemProxy(run.ask), now: () => run.now() })
  const tally = { requests: 0, repeats: 0, bytes: 0 }
  const sayShare = tenths(run)
  try {
    return await fetchRest({
      http,
      url: run.input.url,
      part,
      records: place.records,
      path: place.path,
      tally,
      signal: run.signal,
      told: (done, total) => {
        sayShare(done, total)
        run.progress({ done, total, unit: 'bytes' })
      },
      hasRoom: (bytes) => hasRoom(run.input.folder, bytes),
    })
  } finally {
    if (tally.repeats > 0) run.log.info('asked again at once', { times: tally.repeats })
    addTo(run.sums, 'requests', tally.requests)
    addTo(run.sums, 'bytesIn', tally.bytes)
    await http.close()
  }
}

/** A line for each tenth of what the server says there is. */
function tenths({ log }: Run): (done: number, total: number | null) => void {
  let said = -1
  return (done, total) => {
    if (total === null || total === 0) return
    const tenth = Math.floor((done / total) * 10)
    if (tenth === said) return
    said = tenth
    log.debug('came', { bytes: done, ofBytes: total })
  }
}

/** The hash is always made: what was stored can be checked later, also where nobody named one before. */
async function finish(run: Run, { path, name, records }: Place): Promise<Outcome> {
  run.log.debug('it is whole, its SHA-256 is made')
  const sha256 = await sha256Of(path, run.signal)
  if (run.input.sha256 !== null && sha256 !== run.input.sha256) {
    await discard({ path, records })
    return failed('checksum_mismatch', 'The file that came is not the one with this SHA-256. It was not kept.', {
      sha256,
    })
  }
  const { size } = await stat(path)
  const stored = await giveName(path, run.input.folder, name)
  records.remove()
  return { type: 'succeeded', output: { name: stored, bytes: size, sha256 } }
}

/** Only its own hash can tell that such a file is whole (F100). */
async function finishUnmeasured(run: Run, place: Place): Promise<Outcome> {
  if (run.input.sha256 !== null) return await finish(run, place)
  await discard(place)
  return failed(
    'length_unknown',
    'The server does not say how long the file is, so nobody can tell whether it is whole.',
  )
}

/** What came stays where a later try can go on; a refusal that stands leaves nothing behind. */
async function refusal({ result }: Extract<Fetched, { type: 'answer' }>, place: Place): Promise<Outcome> {
  if (result.type === 'failure' && CUT.has(result.code)) {
    return { type: 'retry', error: { code: 'download_cut', message: result.message, details: result.details } }
  }
  const outcome = outcomeOf(result, false) ?? { type: 'retry', error: oddAnswer }
  if (outcome.type === 'failed') await discard(place)
  return outcome
}

const oddAnswer: JobError = { code: 'bad_protocol', message: 'The server answered with nothing that could be stored.' }
const noRoom: Outcome = {
  type: 'wait',
  reason: 'storage_low',
  scope: 'job',
  error: { code: 'storage_low', message: 'The disk has no room for the whole file. What came is kept.' },
}

/** Only what the disk says; null: a stop, or a bug. */
function diskOutcome(error: unknown): Outcome | null {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return noRoom
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return failed('folder_unwritable', 'Nothing can be written into the folder.')
    case 'ELOOP':
      return failed('folder_unwritable', 'Something else lies where the file would be stored.')
    case 'EIO':
      return {
        type: 'retry',
        error: { code: 'disk_failed', message: 'The disk reported an error. What came before is kept.' },
      }
    default:
      return null
  }
}

/** The user does not want it any more, or anew: nothing stays. Every other stop keeps what came. */
function isGivenUp(signal: AbortSignal): boolean {
  return signal.reason instanceof Stopped && ['cancelled', 'replaced'].includes(signal.reason.stopReason)
}

async function discard({ path, records }: Pick<Place, 'path' | 'records'>): Promise<void> {
  await rm(path, { force: true })
  records.remove()
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    return false
  }
}

/** True where nobody can tell. */
function hasRoom(folder: string, bytes: number): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize - RESERVE_BYTES >= bytes
  } catch {
    return true
  }
}

function failed(code: string, message: string, details?: JobError['details']): Outcome {
  return { type: 'failed', error: { code, message, ...(details ? { details } : {}) } }
}
