// Whether the panel beside a list is open, and when it takes the focus: a click opens it, arrow keys only move the choice,
// Enter opens it and goes in, Escape closes it and leaves the choice where it was.
import { useCallback, useState } from 'react'
import { usePlaceState } from './navigation'

export interface Panel {
  isOpen: boolean
  /** Grows with every Enter: the panel takes the focus then; 0 leaves it where it is. */
  entries: number
  /** For a list's onSelect. */
  choose: (by: 'pointer' | 'key') => void
  /** For a list's onOpen. */
  enter: () => void
  close: () => void
}

/** `key` is unique in the app: 'jobs.panel'. The functions stay the same. */
export function usePanel(key: string): Panel {
  const [isOpen, setOpen] = usePlaceState(key, false)
  const [entries, setEntries] = useState(0)
  const choose = useCallback(
    (by: 'pointer' | 'key') => {
      if (by === 'pointer') setOpen(true)
    },
    [setOpen],
  )
  const enter = useCallback(() => {
    setOpen(true)
    setEntries((before) => before + 1)
  }, [setOpen])
  const close = useCallback(() => {
    setOpen(false)
    setEntries(0)
  }, [setOpen])
  return { isOpen, entries, choose, enter, close }
}
