// Sends one form about a source: whether it is under way, and what it was refused for. Unlike a mutation's, its input is kept nowhere, for it may
// hold a token.
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { lookAgain } from './lookAgain'

export interface Sending {
  busy: boolean
  error: unknown
  /** Resolves to null after a refusal, which is then in `error`. */
  send: <T>(act: () => Promise<T>) => Promise<T | null>
}

export function useSending(): Sending {
  const queries = useQueryClient()
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null })
  const send = useCallback(
    async <T>(act: () => Promise<T>): Promise<T | null> => {
      setState({ busy: true, error: null })
      try {
        const value = await act()
        void lookAgain(queries)
        setState({ busy: false, error: null })
        return value
      } catch (error) {
        setState({ busy: false, error })
        return null
      }
    },
    [queries],
  )
  return { ...state, send }
}
