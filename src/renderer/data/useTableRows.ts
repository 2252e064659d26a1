// Reads the rows of one table as they come into sight: one read at a time, again when the table changed, never more than is seen.
import { RefusalError } from '@shared/errors'
import type { TableView } from '@shared/readerMessages'
import { SECOND_MS } from '@shared/time'
import { useCallback, useEffect, useRef, useState } from 'react'
import { call } from '../client'
import { allStale, emptyWindow, nextRead, type RowWindow, SLICE_ROWS, withoutFar, withPage } from './rowWindow'

/** How long to rest when main says that this page asks too often. */
const REST_MS = SECOND_MS

export interface TableRows {
  window: RowWindow
  error: unknown
  askAgain: () => void
  /** The places now in sight. */
  see: (first: number, last: number) => void
}

/** For one table as long as the component lives: give it a key by table. */
export function useTableRows(view: TableView): TableRows {
  const { file, table } = view
  const [window, setWindow] = useState(emptyWindow)
  const [error, setError] = useState<unknown>(null)
  const [sight, setSight] = useState({ first: 0, last: 0 })
  const [isResting, setResting] = useState(false)
  const busy = useRef(false)
  useOnChange(`${view.changedAt} ${view.rows}`, () => setWindow(allStale))

  useEffect(() => {
    const read = nextRead(window, sight.first, sight.last)
    if (!read || busy.current || isResting || error !== null) return
    busy.current = true
    call('data.rows', { file, table, limit: SLICE_ROWS, after: read.after }).then(
      (page) => {
        busy.current = false
        setWindow((before) => withoutFar(withPage(before, read, page), sight.first))
      },
      (failure: unknown) => {
        busy.current = false
        if (!asksTooOften(failure)) return setError(failure)
        setResting(true)
        setTimeout(() => setResting(false), REST_MS)
      },
    )
  }, [window, sight, error, isResting, file, table])

  const see = useCallback((first: number, last: number) => {
    setSight((before) => (before.first === first && before.last === last ? before : { first, last }))
  }, [])
  return { window, error, askAgain: () => setError(null), see }
}

/** Acts while rendering, so that no frame shows the old beside the new. */
function useOnChange(mark: string, act: () => void): void {
  const [seen, setSeen] = useState(mark)
  if (seen === mark) return
  setSeen(mark)
  act()
}

function asksTooOften(failure: unknown): boolean {
  return failure instanceof RefusalError && failure.refusal.code === 'too_many_calls'
}
