// What can be wrong with bytes that should be records: a code, a sentence, and where. What becomes of the run is the handler's.

export const parseProblemCodes = [
  'not_utf8',
  'bad_json',
  'cut_short',
  'no_records',
  'not_an_array',
  'trailing_data',
] as const
export type ParseProblemCode = (typeof parseProblemCodes)[number]

/** Ends the reading: nothing behind `offset` (bytes from the start of the stream) can be trusted. */
export interface ParseProblem {
  code: ParseProblemCode
  message: string
  offset: number
}

/** Why one record was left out while the rest goes on (F167, F169). */
export type AsideCode = 'record_too_large' | 'record_too_deep'

/** A record that was passed over without being parsed. Positions count from 0, offsets are bytes. */
export interface AsideRecord {
  code: AsideCode
  index: number
  offset: number
  bytes: number
}

export function parseProblem(code: ParseProblemCode, offset: number): ParseProblem {
  return { code, offset, message: sentence(code, offset) }
}

function sentence(code: ParseProblemCode, offset: number): string {
  const at = `at byte ${offset}`
  switch (code) {
    case 'not_utf8':
      return `The text is not UTF-8 ${at}.`
    case 'bad_json':
      return `The text is not valid JSON ${at}.`
    case 'cut_short':
      return `The text ends too early, ${at}.`
    case 'no_records':
      return 'There is nothing at the path of the records.'
    case 'not_an_array':
      return `What is at the path of the records is not an array (${at}).`
    case 'trailing_data':
      return `There is more text after the end of the JSON, ${at}.`
  }
}
