// What the import form stands at: what the person chose, else what was found in the file; and whether an import can begin. Pure.

import { RefusalError } from '@shared/errors'
import type { FilePreview } from '@shared/filePreview'

export interface ImportFields {
  table: string
  /** null: the list that was found. */
  path: string | null
  /** '' for none; null: the field that was found. */
  key: string | null
  /** The path, or the field, is written by hand. */
  typesPath: boolean
  typesKey: boolean
}

/** What is known of the file. `shown`: of the list that is chosen; null while it is looked at, and where that failed. */
export interface Look {
  found: FilePreview | null
  shown: FilePreview | null
  error: Error | null
}

export function recordsPathOf({ path }: ImportFields, { found }: Look): string {
  return path ?? found?.recordsPath ?? ''
}

/** '' for none. Only a field that is named as keys are is taken unasked: a wrong one would let rows replace each other. */
export function keyFieldOf({ key }: ImportFields, { shown }: Look): string {
  return key ?? (shown?.keyIsLikely ? (shown.keys[0] ?? '') : '')
}

/** No list in the whole file, or none in its beginning: then only the person can say where it is. */
export function isWithoutList({ found }: Look): boolean {
  return found !== null && found.lists.length === 0
}

/**
 * A file that is no JSON, or has no list there, is not imported. A preview that failed by itself holds nobody up.
 */
export function mayImport(fields: ImportFields, look: Look): boolean {
  if (fields.table.trim() === '') return false
  if (look.error) return !saysNoToFile(look.error)
  if (look.shown === null) return false
  return look.shown.recordsPath !== null
}

function saysNoToFile(error: Error): boolean {
  if (!(error instanceof RefusalError)) return false
  const { code } = error.refusal
  return code === 'file_gone' || code.startsWith('preview_')
}
