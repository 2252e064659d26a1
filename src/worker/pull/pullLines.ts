// What a pull says while it runs: where it begins, what each page brought, what was set aside. Numbers and hosts; no address, no record.
import type { RunSums } from '@shared/jobs/occurrence'
import { isWorthALine, type Logger } from '@shared/logger'
import type { ResolvedSource } from '@shared/workerMessages'
import type { Pass } from './pass'

export function sayPassBegan(log: Logger, { url }: ResolvedSource, pass: Pass): void {
  const from = { host: new URL(url).host, isIncremental: pass.from !== null }
  if (pass.isResumed) log.info('goes on behind its last stored page', { ...from, pages: pass.pages, rows: pass.rows })
  else log.info('asks from the first page on', from)
}

/** `before`: the sums of the run without this page, which is the last one in `pass`. */
export function sayPage(log: Logger, pass: Pass, { before, after }: { before: RunSums; after: RunSums }): void {
  const { pages, isShort } = pass
  const brought = (name: keyof RunSums): number => (after[name] ?? 0) - (before[name] ?? 0)
  const setAside = brought('setAside')
  const shapeChanges = brought('shapeChanges')
  if (setAside > 0 && isWorthALine(pages)) log.warn('records were set aside', { page: pages, records: setAside })
  if (shapeChanges > 0) log.warn('records have another shape than before', { page: pages, changes: shapeChanges })
  if (!isWorthALine(pages)) return
  if (brought('notModified') > 0) {
    log.debug('page is unchanged', { page: pages, ...(isShort ? { endsThePass: true } : {}) })
    return
  }
  const rows = { inserted: brought('inserted'), updated: brought('updated'), unchanged: brought('unchanged') }
  log.debug('page stored', { page: pages, ...rows, bytes: brought('bytesIn'), requests: brought('requests') })
}
