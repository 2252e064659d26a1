// The look at one table while it is shown: what is typed is searched for after a rest, and leaving the table is when it was last looked at.
import { useEffect, useState } from 'react'
import { emptyLook, keepLook, lastLook, type TableLook } from './tableLook'

const REST_MS = 250

export interface LookForm {
  look: TableLook
  /** As it stands in the field. */
  typed: string
  type: (text: string) => void
  change: (change: Partial<Pick<TableLook, 'sort' | 'show'>>) => void
  clear: () => void
}

export function useTableLook(tableId: string): LookForm {
  const [look, setLook] = useState(() => emptyLook(lastLook(localStorage, tableId)))
  const [typed, setTyped] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setLook((before) => ({ ...before, search: typed })), REST_MS)
    return () => clearTimeout(timer)
  }, [typed])
  useEffect(() => {
    const leave = () => keepLook(localStorage, tableId, Date.now())
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [tableId])
  return {
    look,
    typed,
    type: setTyped,
    change: (change) => setLook((before) => ({ ...before, ...change })),
    clear: () => {
      setTyped('')
      setLook((before) => ({ ...before, search: '', show: 'all' }))
    },
  }
}
