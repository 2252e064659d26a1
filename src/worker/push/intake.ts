// Brings a record or files into the outbox, each item once however often the attempt is repeated: main keeps how many were taken, and of what,
// with the items themselves. Reading records: recordTexts.ts; files: payloads.ts.
import type { OutboxAddInput } from '@shared/jobs/kinds/outboxAdd'
import type { JobError, Outcome } from '@shared/jobs/outcome'
import type { NewOutboxItem, OutboxIntake } from '@shared/outbox'
import { openImportFile } from '../imports/importFile'
import { atPath } from '../parse/atPath'
import { type CopyProblem, copyPayload, dropPayload } from './payloads'
import { type RecordProblem, recordTexts } from './recordTexts'

export interface IntakePorts {
  /** How many are taken after it. Rejects with the refusal of main. */
  takeIn(intake: OutboxIntake): Promise<{ taken: number }>
  /** Where copies of files go. */
  folder: string
  signal: AbortSignal
  told(taken: number): void
}

const MOST_AT_ONCE = 200
const LARGEST_BATCH_BYTES = 1_048_576

export async function bringIn(ports: IntakePorts, input: OutboxAddInput): Promise<Outcome> {
  const { what } = input
  if (what.type === 'record') return bringRecord(ports, input, what)
  return what.as === 'files' ? bringFiles(ports, input, what.files) : bringRecords(ports, input, what.files)
}

type RecordGiven = Extract<OutboxAddInput['what'], { type: 'record' }>
type FileGiven = { path: string; name: string }

async function bringRecord(ports: IntakePorts, input: OutboxAddInput, { body, label }: RecordGiven): Promise<Outcome> {
  const { taken } = await ports.takeIn({ from: 0, identity: 'record', items: [] })
  if (taken === 0) await ports.takeIn({ from: 0, identity: 'record', items: [itemOf(input, body, label)] })
  return added(1)
}

async function bringFiles(ports: IntakePorts, { destinationId }: OutboxAddInput, files: FileGiven[]): Promise<Outcome> {
  const identity = `files:${files.map(({ path }) => path).join('\n')}`.slice(0, 4_000)
  const { taken } = await ports.takeIn({ from: 0, identity, items: [] })
  for (const [at, source] of files.entries()) {
    if (at < taken) continue
    ports.signal.throwIfAborted()
    const file = await copyPayload(ports.folder, source)
    if (typeof file === 'string') return failed(copyError(file, source), at)
    const item = { destinationId, entity: null, body: '', label: source.name.slice(0, 200), file }
    try {
      await ports.takeIn({ from: at, identity, items: [item] })
    } catch (error) {
      await dropPayload(ports.folder, file.file)
      throw error
    }
    ports.told(at + 1)
  }
  return added(files.length)
}

async function bringRecords(ports: IntakePorts, input: OutboxAddInput, files: FileGiven[]): Promise<Outcome> {
  const opened = await openAll(files)
  if (!Array.isArray(opened)) return failed(opened, 0)
  const identity = `records:${opened.map(({ file }) => file.identity).join('\n')}`.slice(0, 4_000)
  try {
    const { taken } = await ports.takeIn({ from: 0, identity, items: [] })
    const batch = gather(ports, identity, taken)
    for (const { file, name } of opened) {
      const texts = recordTexts(file.pieces(0))
      for (let next = await texts.next(); ; next = await texts.next()) {
        ports.signal.throwIfAborted()
        if (!next.done) {
          await batch.put(itemOf(input, next.value, `${name} ${batch.seen() + 1}`))
          continue
        }
        await batch.flush()
        if (next.value !== null) return failed(recordError(next.value, name, batch.seen()), batch.seen())
        break
      }
      if (!(await file.isUnchanged())) return failed(changed(name), batch.seen())
    }
    return added(batch.seen())
  } finally {
    for (const { file } of opened) await file.close()
  }
}

interface Batch {
  put(item: NewOutboxItem): Promise<void>
  flush(): Promise<void>
  /** Records met so far, of all files. */
  seen(): number
}

/** Passes over what was taken before. */
function gather(ports: IntakePorts, identity: string, before: number): Batch {
  let seen = 0
  let taken = before
  let items: NewOutboxItem[] = []
  let bytes = 0
  async function flush(): Promise<void> {
    if (items.length === 0) return
    taken = (await ports.takeIn({ from: taken, identity, items })).taken
    items = []
    bytes = 0
    ports.told(taken)
  }
  return {
    async put(item) {
      seen += 1
      if (seen <= before) return
      items.push(item)
      bytes += item.body.length
      if (items.length >= MOST_AT_ONCE || bytes >= LARGEST_BATCH_BYTES) await flush()
    },
    flush,
    seen: () => seen,
  }
}

type Opened = { file: Extract<Awaited<ReturnType<typeof openImportFile>>, { ok: true }>['file']; name: string }

async function openAll(files: FileGiven[]): Promise<Opened[] | JobError> {
  const opened: Opened[] = []
  for (const source of files) {
    const one = await openImportFile(source.path)
    if (one.ok) {
      opened.push({ file: one.file, name: source.name })
      continue
    }
    for (const { file } of opened) await file.close()
    return copyError(one.code, source)
  }
  return opened
}

function itemOf({ destinationId, entityField }: OutboxAddInput, body: string, label: string): NewOutboxItem {
  return { destinationId, entity: entityOf(body, entityField), body, label: label.slice(0, 200) }
}

/** What the record's order is kept by; null where it has no such field. */
export function entityOf(body: string, field: string | null): string | null {
  if (field === null || field === '') return null
  const value = atPath(JSON.parse(body), field)
  if (typeof value === 'string') return value === '' ? null : value.slice(0, 200)
  return typeof value === 'number' ? String(value) : null
}

function added(count: number): Outcome {
  return { type: 'succeeded', output: { added: count } }
}

function failed(error: JobError, taken: number): Outcome {
  return { type: 'failed', error: { ...error, details: { ...error.details, taken } }, output: { added: taken } }
}

function copyError(code: CopyProblem, { name }: FileGiven): JobError {
  const sentences: Record<CopyProblem, string> = {
    file_missing: 'is no longer where it was',
    file_unreadable: 'cannot be read',
    file_too_large: 'is larger than 16 MB',
  }
  return { code: `outbox_${code}`, message: `${name} ${sentences[code]}.`, details: { name } }
}

function changed(name: string): JobError {
  return { code: 'outbox_file_changed', message: `${name} was changed while it was read.`, details: { name } }
}

function recordError({ code, offset }: RecordProblem, name: string, records: number): JobError {
  return {
    code: `outbox_${code}`,
    message: `${name} could be read up to byte ${offset}; ${records} records came before.`,
    details: { name, offset, records },
  }
}
