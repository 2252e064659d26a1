// Streams the records of a JSON array as rows: parse/recordReader.ts reads them, and ends where the JSON is broken.
import { RecordReader, type RecordStep, type RecordSteps } from '../parse/recordReader'
import { type Place, type RowReader, type RowStep, type RowSteps, theStart } from './rowSteps'

/** JSON has no lines that mean anything: what was set aside is known by its offset. */
export function arrayReader(recordsPath: string, from: Place = theStart): RowReader {
  const { endOffset, nextIndex } = from
  const reader = new RecordReader({ recordsPath, ...(endOffset > 0 ? { resume: { endOffset, nextIndex } } : {}) })
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
  const { values, firstIndex, bounds } = step
  return {
    ...place,
    aside: [],
    rows: {
      properties: null,
      values,
      count: values.length,
      position: (row) => firstIndex + row,
      line: () => null,
      byteOffset: (row) => bounds[row * 2] ?? 0,
      // The text as it stood is gone with its piece: numbers are as they were written, white space is not.
      text: (row) => Buffer.from(JSON.stringify(values[row])),
    },
  }
}
