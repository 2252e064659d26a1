// What the import form stands at: what the person chose, else what was found in the file; and whether an import can begin. Pure.
import { RefusalError } from '@shared/errors'
import type { FilePreview } from '@shared/filePreview'
import type { EarlierImport, Reading, ReadingChoice } from '@shared/imports'

export interface ImportFields {
  table: string
  /** How the person wants the file read; what is missing is as it was found. */
  choice: ReadingChoice
  /** '' for none; null: the field that was found. */
  key: string | null
  /** The path, or the field, is written by hand. */
  typesPath: boolean
  typesKey: boolean
}

/** What is known of the file. `shown`: as it is to be read now; null while it is looked at, and where that failed. */
export interface Look {
  found: FilePreview | null
  shown: FilePreview | null
  error: Error | null
}

/** A table of imports that is there already. */
export interface ImportTable {
  table: string
  rows: number
  keyField: string | null
}

export function recordsPathOf({ choice }: ImportFields, { found }: Look): string {
  return choice.recordsPath ?? found?.recordsPath ?? ''
}

/** As the last look read it, with what was chosen since. */
export function readingOf({ choice }: ImportFields, { found, shown }: Look): Reading | null {
  const last = shown ?? found
  return last ? { ...last.reading, ...choice } : null
}

/** '' for none. Only a field that is named as keys are is taken unasked: a wrong one would let rows replace each other. */
export function keyFieldOf({ key }: ImportFields, { shown }: Look, into: ImportTable | null = null): string {
  return key ?? fixedKeyOf(into) ?? (shown?.keyIsLikely ? (shown.keys[0] ?? '') : '')
}

/** What a table with rows is known by settles it for every file that is to go into it; null where nothing does. */
function fixedKeyOf(into: ImportTable | null): string | null {
  return into && into.rows > 0 ? (into.keyField ?? '') : null
}

/** The key the table needs, where another one stands in the form; null where all is well. '' stands for none. */
export function otherKeyOf(fields: ImportFields, look: Look, into: ImportTable | null): string | null {
  const fixed = fixedKeyOf(into)
  return fixed === null || keyFieldOf(fields, look, into).trim() === fixed ? null : fixed
}

/** No list in the whole file, or none in its beginning: then only the person can say where it is. */
export function isWithoutList({ found }: Look): boolean {
  return found !== null && found.reading.format === 'json' && found.lists.length === 0
}

/** The table of that name, as the library takes names: whatever their case. */
export function tableNamed(tables: readonly ImportTable[], name: string): ImportTable | null {
  const fold = (text: string): string => text.trim().normalize('NFC').toLowerCase()
  return tables.find(({ table }) => fold(table) === fold(name)) ?? null
}

/** Whether importing again would add every row once more. */
export function wouldDouble(earlier: readonly EarlierImport[], table: string, key: string): boolean {
  return key.trim() === '' && earlier.some((one) => tableNamed([{ ...one, keyField: null }], table) !== null)
}

/**
 * A file that is no JSON, or has no list there, is not imported. A preview that failed by itself holds nobody up.
 */
export function mayImport(fields: ImportFields, look: Look): boolean {
  if (fields.table.trim() === '' || readingOf(fields, look) === null) return false
  if (look.error) return !saysNoToFile(look.error)
  if (look.shown === null) return false
  return look.shown.recordsPath !== null && (!look.shown.isSuspicious || fields.choice.mayBeHuge === true)
}

function saysNoToFile(error: Error): boolean {
  if (!(error instanceof RefusalError)) return false
  const { code } = error.refusal
  return code === 'file_gone' || code.startsWith('preview_')
}
