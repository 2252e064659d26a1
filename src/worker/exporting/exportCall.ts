// Decides what main hears of one export: how far it is, a few times a second, and how it ended. What is written: exportTable.ts.
import { type FromExporter, toExporterSchema } from '@shared/exports'
import { exportTable, UnknownTable } from './exportTable'

const TELL_EVERY_MS = 200

/** null: the message is none of an export. */
export function exportCall(message: unknown, post: (told: FromExporter) => void): Promise<void> | null {
  const call = toExporterSchema.safeParse(message)
  if (!call.success) return null
  let toldAt = 0
  const tell = (rows: number): void => {
    if (performance.now() - toldAt < TELL_EVERY_MS) return
    toldAt = performance.now()
    post({ state: 'running', rows })
  }
  return exportTable(call.data, tell).then(
    (rows) => post({ state: 'done', rows }),
    (error: unknown) => post({ state: 'failed', code: codeOf(error), message: String(error) }),
  )
}

function codeOf(error: unknown): string {
  if (error instanceof UnknownTable) return 'unknown_table'
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'disk_full'
  return ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'EISDIR'].includes(code) ? 'not_writable' : 'export_failed'
}
