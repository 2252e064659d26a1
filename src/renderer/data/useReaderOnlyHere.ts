// The reader's process is not kept for a place that nobody looks at any more.
import { useEffect } from 'react'
import { call } from '../client'

export function useReaderOnlyHere(): void {
  useEffect(
    () => () => {
      call('data.close', {}).catch(() => undefined)
    },
    [],
  )
}
