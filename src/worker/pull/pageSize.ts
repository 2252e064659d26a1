// Decides how many rows a page is asked for (PULL-4): half as many once the server could not cope with a page, and twice as many after each pass
// that went well, up to what the settings say. Only where the settings send that number. What is kept of it: library/pullState.ts.
import type { Outcome } from '@shared/jobs/outcome'
import { pagingOf } from './paging'
import type { Asked, PageRequest } from './request'
import { parameterOf, withParameter } from './request'

/** What a server, or what stands before it, says of a page that is too much for it; and pages that are too much for us. */
const TOO_MUCH = new Set(['headers_timeout', 'body_stalled', 'body_too_slow', 'too_large'])
const TOO_MUCH_STATUS = new Set([408, 413, 504])

/** The parameter that asks for so many rows, and how many the settings say; null: none is sent. */
function sizeOf(source: Asked): { param: string; rows: number } | null {
  const paging = pagingOf(source)
  if (paging.type !== 'page' && paging.type !== 'offset' && paging.type !== 'keyset') return null
  const { limitParam, limit } = paging
  return limitParam && limit ? { param: limitParam, rows: limit } : null
}

/** The request for a page of so many rows; null: as it is. Only for one that counts rows, or for a first page. */
export function withRows(source: Asked, request: PageRequest, rows: number | null): PageRequest {
  const size = sizeOf(source)
  return size === null || rows === null ? request : withParameter(request, size.param, Math.min(rows, size.rows))
}

/** Whether the rows of a page can change in the middle of a pass. Numbered pages would each begin elsewhere. */
export function canResize(source: Asked): boolean {
  return pagingOf(source).type !== 'page'
}

export interface SmallerPage {
  rows: number
  /** From the same place on; null: only a pass from its start can be asked for it. */
  request: PageRequest | null
}

/** null: it is not for the size of the page, or there is none smaller. */
export function smallerPage(source: Asked, request: PageRequest, outcome: Outcome): SmallerPage | null {
  const size = sizeOf(source)
  if (size === null || !isTooMuch(outcome)) return null
  const asked = Number(parameterOf(request, size.param))
  if (!Number.isInteger(asked) || asked < 2) return null
  const rows = Math.floor(asked / 2)
  return {
    rows,
    request: canResize(source) || isFirst(source, request) ? withParameter(request, size.param, rows) : null,
  }
}

/** After a pass that went well; null: as many as the settings say. */
export function grownRows(source: Asked, rows: number | null): number | null {
  const most = sizeOf(source)?.rows ?? 0
  return rows === null || rows * 2 >= most ? null : rows * 2
}

function isFirst(source: Asked, request: PageRequest): boolean {
  const paging = pagingOf(source)
  return paging.type === 'page' && parameterOf(request, paging.param) === String(paging.first)
}

function isTooMuch(outcome: Outcome): boolean {
  if (outcome.type !== 'failed' && outcome.type !== 'retry') return false
  const { code, details } = outcome.error ?? {}
  return TOO_MUCH.has(code ?? '') || TOO_MUCH_STATUS.has(Number(details?.['status']))
}
