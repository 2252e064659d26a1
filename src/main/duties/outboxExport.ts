// Writes chosen items to a file of the person's (OUT-11): as JSON, or as the requests they are, in the .http form that editors and HTTP clients read.
// Item by item and beside the target, renamed when whole. Nothing that signs in is part of it; a file that is sent is named, not copied.
import { open, rename, rm } from 'node:fs/promises'
import type { Core } from '@shared/core'
import { granted, type Reply, refused } from '@shared/errors'
import { LARGEST_RECORD_BYTES, type OutboxExportFormat, type OutboxItemDetail } from '@shared/outbox'

/** How many were written; an item that is gone by now is not. Refused: `export_not_written`. */
export async function exportItems(
  core: Pick<Core, 'outboxItem'>,
  ids: readonly string[],
  format: OutboxExportFormat,
  path: string,
): Promise<Reply<{ written: number }>> {
  const part = `${path}.part`
  try {
    const file = await open(part, 'w', 0o600)
    let written = 0
    try {
      if (format === 'json') await file.write('[')
      for (const id of ids) {
        const item = await core.outboxItem(id, LARGEST_RECORD_BYTES)
        if (item === null) continue
        await file.write(format === 'json' ? `${written === 0 ? '' : ','}\n${asJson(item)}` : asRequest(item))
        written += 1
      }
      if (format === 'json') await file.write('\n]\n')
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(part, path)
    return granted({ written })
  } catch {
    await rm(part, { force: true }).catch(() => undefined)
    return refused('export_not_written', 'The file could not be written.')
  }
}

/** The body as text, so that every number of it stays as it was written. */
function asJson(item: OutboxItemDetail): string {
  const { id, key, label, entity, state, createdAt, attempts, request, body, fileName, sha256, bytes } = item
  return JSON.stringify({ id, key, label, entity, state, createdAt, attempts, request, body, fileName, sha256, bytes })
}

/** Names and labels come from files: no line of theirs may begin a header. */
function asRequest(item: OutboxItemDetail): string {
  const { method = 'POST', url = '', headers = {} } = item.request ?? {}
  const lines = Object.entries(headers).map(([name, value]) => `${oneLine(name)}: ${oneLine(value)}`)
  const body = item.fileName === null ? item.body : `< ${oneLine(item.fileName)}`
  return `### ${oneLine(item.label)}\n${method} ${oneLine(url)}\n${lines.join('\n')}\n\n${body}\n\n`
}

function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ')
}
