// Reads the rows of one table as they come into sight: one read at a time, again when the table changed, never more than is seen.
import { RefusalError } from '@shared/errors'
import type { TableView } from '@shared/readerMessages'
import { SECOND_MS } from '@shared/time'
import { useCallback, useEffect, useRef, useState } from 'react'
import { call } from '../client'
import { allStale, emptyWindow, nextRead, type RowWindow, SLICE_ROWS, withoutFar, withPage } from './rowWindow'
import { requestOf, type TableLook } from './tableLook'

/** How long to rest when main says that this page asks too often. */
const REST_MS = SECOND_MS

type Asked = ReturnType<typeof requestOf>

export interface TableRows {
  window: RowWindow
  error: unknown
  askAgain: () => void
  /** The places now in sight. */
  see: (first: number, last: number) => void
}

/** For one table as long as the component lives: give it a key by table. */
export function useTableRows(view: TableView, look: TableLook): TableRows {
  const { file, table } = view
  const [window, setWindow] = useState(emptyWindow)
  const [error, setError] = useState<unknown>(null)
  const [sight, setSight] = useState({ first: 0, last: 0 })
  const [isResting, setResting] = useState(false)
  const busy = useRef(false)
  const asked = JSON.stringify(requestOf(look))
  const current = useRef(asked)
  useOnChange(`${view.changedAt} ${view.rows}`, () => setWindow(allStale))
  useOnChange(asked, () => {
    setWindow(({ columns, generation }) => ({ columns, slices: [], generation: generation + 1 }))
    setError(null)
  })
  useEffect(() => {
    current.current = asked
  }, [asked])

  useEffect(() => {
    const read = nextRead(window, sight.first, sight.last)
    if (!read || busy.current || isResting || error !== null) return
    busy.current = true
    call('data.rows', { file, table, limit: SLICE_ROWS, after: read.after, ...(JSON.parse(asked) as Asked) }).then(
      (page) => {
        busy.current = false
        // An answer to what was asked before is nobody's.
        setWindow((before) =>
          current.current === asked ? withoutFar(withPage(before, read, page), sight.first) : { ...before },
        )
      },
      (failure: unknown) => {
        busy.current = false
        if (current.current !== asked) return setWindow((before) => ({ ...before }))
        if (!asksTooOften(failure)) return setError(failure)
        setResting(true)
        setTimeout(() => setResting(false), REST_MS)
      },
    )
  }, [window, sight, error, isResting, file, table, asked])

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
