// A value as the page writes it: on one line in the grid, in full in the panel. Pure.
import { assertNever } from '@shared/errors'
import type { Language } from '@shared/i18n/catalogue'
import { byteSize } from '@shared/i18n/sentences'
import type { Text } from '@shared/i18n/text'
import type { CellView } from '@shared/readerMessages'

/** More would only be cut by the column's edge. */
const LINE_CHARACTERS = 160

/** For one line: breaks and tabs become spaces, a long text is cut. */
export function cellLine(cell: CellView, text: Text, language: Language): string {
  switch (cell.type) {
    case 'null':
      return text('data:null_value')
    case 'number':
      return cell.text
    case 'text':
      return cell.text.slice(0, LINE_CHARACTERS).replaceAll(/\s+/g, ' ')
    case 'blob':
      return blobWords(cell, text, language)
    default:
      return assertNever(cell)
  }
}

/** Bytes have no words: only how many, of which the reader gives the first as hex digits. */
export function blobWords(cell: Exclude<CellView, { type: 'null' }>, text: Text, language: Language): string {
  const size = byteSize(cell.text.length / 2, language)
  return text(cell.more ? 'data:blob_more' : 'data:blob', { size })
}

/** JSON inside a text, set out over lines; null for any other text, and for one that is cut. */
export function jsonLines(cell: CellView): string | null {
  if (cell.type !== 'text' || cell.more || !/^\s*[[{]/.test(cell.text)) return null
  try {
    const pretty = JSON.stringify(JSON.parse(cell.text), null, 2)
    // What would change by being read, such as a number with too many digits, is shown as it is.
    return pretty.replaceAll(/\s/g, '') === cell.text.replaceAll(/\s/g, '') ? pretty : null
  } catch {
    return null
  }
}
