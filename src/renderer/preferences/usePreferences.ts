// The settings as they are, live, and the one way to change them: at once, shown before main has answered, put back if it refuses.
import type { Preferences, PreferencesChange } from '@shared/preferences'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useRefusalText } from '../app/refusalText'
import { answerKey, call, useAnswer } from '../client'
import { useToast } from '../ui/Toasts'

export interface PreferencesInHand {
  preferences: Preferences | undefined
  error: Error | null
  askAgain: () => void
  set: (change: PreferencesChange) => void
}

export function usePreferences(): PreferencesInHand {
  const queries = useQueryClient()
  const toast = useToast()
  const refusal = useRefusalText()
  const { data: preferences, error, refetch } = useAnswer('preferences.get', {})
  const set = useCallback(
    (change: PreferencesChange) => {
      const key = answerKey('preferences.get', {})
      queries.setQueryData<Preferences>(key, (before) => (before ? { ...before, ...change } : before))
      call('preferences.set', change).then(
        (after) => queries.setQueryData(key, after),
        (failure: unknown) => {
          toast({ text: refusal(failure) })
          void queries.invalidateQueries({ queryKey: key })
        },
      )
    },
    [queries, toast, refusal],
  )
  return { preferences, error, askAgain: () => void refetch(), set }
}
