// One try at a file: asks for what is missing of it, and decides from the answer whether that goes on with the bytes that are there or is
// another version, so that they are worth nothing (If-Range, RFC 9110 13.1.5 and 14). Where the bytes lie: partFile.ts.
import type { Http, HttpResult, ReplyHead, Tally } from '../http/exchange'
import type { PartFile } from './partFile'
import type { PartRecord, PartRecords } from './partRecord'

export interface Download {
  http: Http
  url: string
  part: PartFile
  records: PartRecords
  /** Where the part lies, for the record. */
  path: string
  tally: Tally
  signal: AbortSignal
  /** How much is there of how much; null: the server does not say. */
  told: (done: number, total: number | null) => void
  /** Room on the disk for so many more bytes. */
  hasRoom: (bytes: number) => boolean
}

export type Fetched =
  | { type: 'whole' }
  /** It came, and nothing tells whether that was all of it. */
  | { type: 'unmeasured' }
  | { type: 'no_room' }
  | { type: 'answer'; result: HttpResult }

/** At most three requests: one to go on, and from the start where the server will not, or has another version by now. */
export async function fetchRest(download: Download): Promise<Fetched> {
  for (let request = 1; ; request++) {
    const known = goOnWith(download)
    if (known === null) await download.part.cutTo(0)
    const fetched = await fetchOnce(download, known)
    if (fetched !== 'start over' || request === 3) return fetched === 'start over' ? { type: 'unmeasured' } : fetched
    download.records.remove()
  }
}

/** The record that the bytes belong to, or null where they belong to nothing that could be asked for. */
function goOnWith({ records, part, url, path }: Download): (PartRecord & { validator: string }) | null {
  const record = records.read()
  if (record === null || record.url !== url || record.path !== path || part.bytes === 0) return null
  return record.validator === null ? null : { ...record, validator: record.validator }
}

async function fetchOnce(
  download: Download,
  known: (PartRecord & { validator: string }) | null,
): Promise<Fetched | 'start over'> {
  const from = known ? download.part.bytes : 0
  const body = new Body(download, from)
  const result = await download.http.send({
    method: 'GET',
    url: download.url,
    headers: known ? { range: `bytes=${from}-`, 'if-range': known.validator } : {},
    expects: 'anything',
    into: (head) => body.begin(head),
    tally: download.tally,
    signal: download.signal,
  })
  if (result.type === 'failure') return { type: 'answer', result }
  if (known && (result.status === 416 || body.refused === 'other range')) return 'start over'
  if (body.refused === 'no room') return { type: 'no_room' }
  if (!body.began) return { type: 'answer', result }
  const { total } = body
  if (total === null) return { type: result.framing === 'chunked' ? 'whole' : 'unmeasured' }
  return download.part.bytes === total ? { type: 'whole' } : 'start over'
}

class Body {
  began = false
  refused: 'other range' | 'no room' | null = null
  total: number | null = null

  constructor(
    private readonly download: Download,
    private readonly from: number,
  ) {}

  begin(head: ReplyHead): { write(chunk: Uint8Array): Promise<void> } | null {
    const start = startOf(head)
    this.total = totalOf(head)
    if (start === null || (start !== 0 && start !== this.from)) this.refused = 'other range'
    else if (this.total !== null && !this.download.hasRoom(this.total - start)) this.refused = 'no room'
    if (this.refused !== null || start === null) return null
    this.began = true
    return this.sink(start, head)
  }

  /** A whole answer replaces what is there, and says first what it is a version of. */
  private sink(start: number, head: ReplyHead): { write(chunk: Uint8Array): Promise<void> } {
    const { part, records, url, path, told } = this.download
    let isReady = start > 0
    return {
      write: async (chunk) => {
        if (!isReady) {
          await part.cutTo(0)
          await records.write({ url, path, validator: validatorOf(head), totalBytes: this.total })
          isReady = true
        }
        await part.write(chunk)
        told(part.bytes, this.total)
      },
    }
  }
}

/** null: a part that cannot be placed. */
function startOf({ status, headers }: ReplyHead): number | null {
  if (status !== 206) return 0
  const start = /^bytes (\d+)-\d+\//.exec(headers.get('content-range') ?? '')?.[1]
  return start === undefined ? null : Number(start)
}

function totalOf({ status, headers }: ReplyHead): number | null {
  const stated =
    status === 206
      ? /^bytes \d+-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1]
      : /^\d+$/.exec(headers.get('content-length')?.trim() ?? '')?.[0]
  return stated === undefined ? null : Number(stated)
}

/** A weak ETag does not promise equal bytes, so it is none here. */
function validatorOf({ headers }: ReplyHead): string | null {
  const etag = headers.get('etag')?.trim() ?? ''
  if (/^"[^"]*"$/.test(etag)) return etag
  return headers.get('last-modified')?.trim() || null
}
