// How wide each column stands and which way its cells lean, from its name and the rows first seen. Pure.
import type { RowView } from '@shared/readerMessages'

export interface DataColumn {
  name: string
  /** Index of its cell in a row. */
  at: number
  widthPx: number
  /** Numbers lean to the end, so that their digits stand under each other. */
  isNumeric: boolean
}

const LEAST_PX = 64
const MOST_PX = 320
/** One digit or Latin letter of 13 px; a Hangul syllable or an ideograph takes about twice that. */
const LETTER_PX = 7.2
const PADDING_PX = 28
/** Rows looked at: enough to be fair, few enough to be free. */
const LOOKED_AT = 60

/** Widths are decided once a table is opened, so that columns do not jump while one scrolls. */
export function columnsOf(names: readonly string[], rows: readonly RowView[]): DataColumn[] {
  const sample = rows.slice(0, LOOKED_AT)
  return names.map((name, at) => {
    const cells = sample.flatMap((row) => row.cells[at] ?? [])
    const filled = cells.filter((cell) => cell.type !== 'null')
    const longest = filled.reduce((most, cell) => Math.max(most, lettersOf(cell.text)), 0)
    const widthPx = Math.ceil(Math.max(lettersOf(name), longest) * LETTER_PX + PADDING_PX)
    return {
      name,
      at,
      widthPx: Math.min(MOST_PX, Math.max(LEAST_PX, widthPx)),
      isNumeric: filled.length > 0 && filled.every((cell) => cell.type === 'number'),
    }
  })
}

function lettersOf(text: string): number {
  let letters = 0
  for (const letter of text.slice(0, MOST_PX)) letters += letter >= '\u1100' ? 1.8 : 1
  return letters
}
