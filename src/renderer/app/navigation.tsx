// Which place is shown and what it was asked to show there. The rail, the shortcuts, the tray and other places all go through `go`.
import type { AppEvents, View } from '@shared/ipc/events'
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'

/**
 * What a place is asked for. `open` names a form of the place: Sources has 'add', 'signIn' and 'deletes'; Outbox has 'signIn', its destinations; Jobs
 * has 'job', the page of `jobId`.
 */
export interface Target {
  view: View
  jobId?: string
  sourceId?: string
  filter?: string
  open?: 'add' | 'signIn' | 'deletes' | 'job'
  /** Grows with every `go`: the same request twice is two requests. */
  visit: number
}

export interface Navigation {
  target: Target
  go: (view: View, wish?: Omit<Target, 'view' | 'visit'>) => void
  /** What a place wants to find again when it is shown next, such as its filter; kept while the window lives. */
  memory: Map<string, unknown>
}

const Context = createContext<Navigation | null>(null)

export function NavigationProvider({ children }: { children: ReactNode }) {
  const [target, setTarget] = useState<Target>({ view: 'overview', visit: 0 })
  const [memory] = useState(() => new Map<string, unknown>())
  const go = useCallback<Navigation['go']>((view, wish) => {
    setTarget((before) => ({ ...wish, view, visit: before.visit + 1 }))
  }, [])
  const value = useMemo(() => ({ target, go, memory }), [target, go, memory])
  return <Context value={value}>{children}</Context>
}

export function useNavigation(): Navigation {
  const navigation = useContext(Context)
  if (!navigation) throw new Error('useNavigation stands outside NavigationProvider')
  return navigation
}

/** State that a place finds again when the person comes back to it. `key` is unique in the app: 'jobs.filter'. */
export function usePlaceState<T>(key: string, initial: T): [T, (next: T) => void] {
  const { memory } = useNavigation()
  const [value, setValue] = useState<T>(() => (memory.has(key) ? (memory.get(key) as T) : initial))
  const set = useCallback(
    (next: T) => {
      memory.set(key, next)
      setValue(() => next)
    },
    [memory, key],
  )
  return [value, set]
}

/** The wish of a `navigate` event. */
export function wishOf(event: AppEvents['navigate']): Omit<Target, 'view' | 'visit'> {
  const { jobId, sourceId, filter } = event
  return {
    ...(jobId === undefined ? {} : { jobId }),
    ...(sourceId === undefined ? {} : { sourceId }),
    ...(filter === undefined ? {} : { filter }),
  }
}
