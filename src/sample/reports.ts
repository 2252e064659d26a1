// Decides what the sample server does with a report sent to it: each idempotency key is stored once, and the same key
// gets the same answer for ever, over restarts of the process. HTTP is server.ts's.
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

const storedSchema = z.object({
  key: z.string(),
  sha256: z.string(),
  id: z.string(),
  receivedAt: z.string(),
  record: z.unknown(),
})

/** One accepted report, as GET /reports tells it and as a line of the state file keeps it. */
export type StoredReport = z.infer<typeof storedSchema>

export type Accepted =
  | { type: 'stored'; report: StoredReport }
  | { type: 'replayed'; report: StoredReport }
  /** The key was used before with another body. */
  | { type: 'conflict' }

export interface Reports {
  /** `body` is the exact text received, already known to be JSON. */
  accept(key: string, body: string, record: unknown, nowMs: number): Accepted
  all(): StoredReport[]
}

/**
 * Opens the reports kept in `path` (NDJSON, appended to, mode 0600); undefined: in memory. A torn last line, left by a
 * kill in the middle of a write, is skipped: its sender got no answer and sends again.
 */
export function openReports(path: string | undefined): Reports {
  const byKey = new Map<string, StoredReport>()
  if (path !== undefined) for (const report of readStored(path)) byKey.set(report.key, report)
  return {
    accept(key, body, record, nowMs) {
      const sha256 = createHash('sha256').update(body).digest('hex')
      const known = byKey.get(key)
      if (known) return known.sha256 === sha256 ? { type: 'replayed', report: known } : { type: 'conflict' }
      const receivedAt = new Date(nowMs).toISOString()
      const report: StoredReport = { key, sha256, id: `r${byKey.size + 1}`, receivedAt, record }
      if (path !== undefined) appendFileSync(path, `${JSON.stringify(report)}\n`, { mode: 0o600 })
      byKey.set(key, report)
      return { type: 'stored', report }
    },
    all: () => [...byKey.values()],
  }
}

function readStored(path: string): StoredReport[] {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  if (!existsSync(path)) return []
  const text = readFileSync(path, 'utf8')
  if (text !== '' && !text.endsWith('\n')) appendFileSync(path, '\n')
  return text.split('\n').flatMap((line) => {
    const stored = storedSchema.safeParse(parsedLine(line))
    return stored.success ? [stored.data] : []
  })
}

function parsedLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
