// Streams the records of a JSON array as rows: parse/recordReader.ts reads them, and ends where the JSON is broken.
import { PlainRecords } from '../parse/plainRecords'
import { RecordReader } from '../parse/recordReader'
import type { RecordStep, RecordSteps } from '../parse/recordSteps'
import { parseRecord } from '../parse/recordText'
import { type Place, type RowReader, type RowStep, type RowSteps, theStart } from './rowSteps'

/** JSON has no lines that mean anything: what was set aside is known by its offset. */
export function arrayReader(recordsPath: string, from: Place = theStart): RowReader {
  const { endOffset, nextIndex } = from
  const resume = endOffset > 0 ? { resume: { endOffset, nextIndex } } : {}
  const reader = new RecordReader({ recordsPath, plain: new PlainRecords(), ...resume })
  return {
    push: (piece) => rowSteps(reader.push(piece)),
    finish: () => rowSteps(reader.finish()),
  }
}

function rowSteps({ steps, problem }: RecordSteps): RowSteps {
  return { steps: steps.map(rowStep), problem: problem && { ...problem, code: `file_${problem.code}` } }
}

function rowStep(step: RecordStep): RowStep {
  const place: Place = { endOffset: step.endOffset, nextIndex: step.nextIndex, nextLine: 1 }
  if (step.type === 'aside') {
    const { code, index, offset, bytes } = step.record
    const about = { position: index, line: null, byteOffset: offset, bytes, column: null, text: null }
    return { ...place, rows: null, aside: [{ ...about, code }] }
  }
  const { values, plain, firstIndex, bounds } = step
  const value = (row: number): unknown => (plain ? plainValue(plain.record(row)) : values[row])
  return {
    ...place,
    aside: [],
    rows: {
      count: plain?.count ?? values.length,
      found: plain,
      value,
      position: (row) => firstIndex + row,
      line: () => null,
      byteOffset: (row) => bounds[row * 2] ?? 0,
      // The text as it stood is gone with its piece: numbers are as they were written, white space is not.
      text: (row) => Buffer.from(JSON.stringify(value(row))),
    },
  }
}

/** Of a record whose cells were found: it holds no number that needs its source text. */
export function plainValue(record: Buffer): unknown {
  const parsed = parseRecord(record, false)
  if ('code' in parsed) throw new Error('a plain record that is none')
  return parsed.value
}
