// Cuts the text of JSON records out of a stream, each exactly as it was written: the elements of a list at the top level, or values one after
// another (one record, or one a line). Memory is one record. Whether a record is well formed is JSON.parse's to say.
import { isUtf8 } from 'node:buffer'
import { LARGEST_RECORD_BYTES } from '@shared/outbox'
import { append, byteQueue } from '../parse/byteQueue'
import { isSpace, newScan, resetScan, scanValue } from '../parse/valueScan'

const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const COMMA = 0x2c

export interface RecordProblem {
  code: 'bad_json' | 'cut_short' | 'not_utf8' | 'record_too_large' | 'trailing_data'
  /** Byte in the stream. */
  offset: number
}

/** Yields records in order; ends, or returns what is wrong with the stream from where it stands. */
export async function* recordTexts(
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<string, RecordProblem | null, undefined> {
  const cutter = new Cutter()
  for await (const piece of pieces) {
    const { texts, problem } = cutter.push(piece)
    yield* texts
    if (problem) return problem
  }
  const { texts, problem } = cutter.finish()
  yield* texts
  return problem
}

type State = 'start' | 'value' | 'in_value' | 'after' | 'end'

interface Cut {
  texts: string[]
  problem: RecordProblem | null
}

class Cutter {
  private readonly queue = byteQueue(0)
  private readonly scan = newScan()
  private state: State = 'start'
  private isList = false
  /** The list has an element, or a comma stands before what comes. */
  private wantsValue = false
  /** Offset in the stream of the next byte to look at, and of the value that has begun. */
  private offset = 0
  private valueAt = 0
  private cut: Cut = { texts: [], problem: null }

  push(piece: Uint8Array): Cut {
    append(this.queue, piece)
    let pos = this.offset - this.queue.origin
    while (pos < this.queue.end && this.cut.problem === null)
      pos = this.state === 'in_value' ? this.inside(pos) : this.between(pos)
    this.offset = this.queue.origin + Math.min(pos, this.queue.end)
    this.queue.start = this.state === 'in_value' ? this.valueAt - this.queue.origin : this.offset - this.queue.origin
    return this.taken()
  }

  finish(): Cut {
    // A number at the very end has no sign behind it that would end it.
    if (this.state === 'in_value' && this.scan.shape === 'bare' && !this.isList) this.keep(this.queue.end)
    const isWhole = this.isList ? this.state === 'end' : this.state === 'after'
    if (!isWhole && this.cut.problem === null) this.stop('cut_short', this.queue.end)
    return this.taken()
  }

  private taken(): Cut {
    const { cut } = this
    this.cut = { texts: [], problem: cut.problem }
    return cut
  }

  private between(pos: number): number {
    const byte = this.queue.bytes[pos] as number
    const offset = this.queue.origin + pos
    if (isSpace(byte) || (offset < 3 && byte === [0xef, 0xbb, 0xbf][offset])) return pos + 1
    if (this.state === 'start' && byte === OPEN_BRACKET) {
      this.isList = true
      this.state = 'value'
      return pos + 1
    }
    if (this.state === 'end') return this.stop('trailing_data', pos)
    if (this.isList && byte === CLOSE_BRACKET) {
      if (this.wantsValue) return this.stop('bad_json', pos)
      this.state = 'end'
      return pos + 1
    }
    if (this.isList && this.state === 'after') {
      if (byte !== COMMA) return this.stop('bad_json', pos)
      this.state = 'value'
      this.wantsValue = true
      return pos + 1
    }
    if (byte === COMMA || byte === CLOSE_BRACKET) return this.stop('bad_json', pos)
    resetScan(this.scan)
    this.valueAt = offset
    this.state = 'in_value'
    return pos
  }

  private inside(pos: number): number {
    const { queue } = this
    const end = scanValue(this.scan, queue.bytes, pos, queue.end)
    const behind = end === -1 ? queue.end : end
    if (queue.origin + behind - this.valueAt > LARGEST_RECORD_BYTES)
      return this.stop('record_too_large', this.valueAt - queue.origin)
    if (end === -1) return queue.end
    this.keep(end)
    return end
  }

  private keep(end: number): void {
    const bytes = this.queue.bytes.subarray(this.valueAt - this.queue.origin, end)
    this.state = 'after'
    this.wantsValue = false
    if (!isUtf8(bytes)) {
      this.stop('not_utf8', this.valueAt - this.queue.origin)
      return
    }
    const text = bytes.toString('utf8')
    if (isJson(text)) this.cut.texts.push(text)
    else this.stop('bad_json', this.valueAt - this.queue.origin)
  }

  private stop(code: RecordProblem['code'], pos: number): number {
    this.cut.problem = { code, offset: this.queue.origin + pos }
    return this.queue.end
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
