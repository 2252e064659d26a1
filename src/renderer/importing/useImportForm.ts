// Everything the import form stands at: the fields, what is known of the file and of the tables, and the request that follows from them.
import type { EarlierImport, Reading, ReadingChoice } from '@shared/imports'
import type { ChosenFile } from '@shared/ipc/answers'
import { useState } from 'react'
import { useAnswer } from '../client'
import {
  type ImportFields,
  type ImportTable,
  keyFieldOf,
  type Look,
  mayImport,
  otherKeyOf,
  readingOf,
  tableNamed,
  wouldDouble,
} from './importChoice'
import { tableNameFor } from './tableName'
import { useLook } from './useLook'
import { type Trial, useTrial } from './useTrial'

export interface ImportForm {
  fields: ImportFields
  look: Look & { isLooking: boolean }
  tables: readonly ImportTable[]
  into: ImportTable | null
  /** null while it is being found out. */
  earlier: readonly EarlierImport[] | null
  doubles: boolean
  otherKey: string | null
  trial: Trial
  /** null while nothing can begin. */
  request: { table: string; keyField: string | null; reading: Reading } | null
  change: (fields: ImportFields) => void
  choose: (choice: ReadingChoice) => void
}

const none: readonly EarlierImport[] = []

export function useImportForm(file: ChosenFile): ImportForm {
  const [fields, setFields] = useState<ImportFields>(() => ({
    table: tableNameFor(file.name),
    choice: {},
    key: null,
    typesPath: false,
    typesKey: false,
  }))
  const look = useLook(file, fields)
  const trial = useTrial()
  const found = useAnswer('data.tables', {})
  const known = useAnswer('imports.earlier', { handle: file.handle })
  const tables = (found.data ?? []).filter((table) => table.file === 'imports')
  const into = tableNamed(tables, fields.table)
  const earlier = known.isPending ? null : (known.data ?? none)
  const key = keyFieldOf(fields, look, into).trim()
  const otherKey = otherKeyOf(fields, look, into)
  const reading = readingOf(fields, look)
  const isReady = reading !== null && mayImport(fields, look) && earlier !== null && otherKey === null
  const change = (next: ImportFields): void => {
    trial.forget()
    setFields(next)
  }
  return {
    fields,
    look,
    tables,
    into,
    earlier,
    otherKey,
    trial,
    change,
    doubles: wouldDouble(earlier ?? none, fields.table, key),
    request: isReady && reading ? { table: fields.table, keyField: key || null, reading } : null,
    choose: (choice) => change({ ...fields, choice: { ...fields.choice, ...choice } }),
  }
}
