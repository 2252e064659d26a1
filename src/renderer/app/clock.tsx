// The page's one clock: it ticks every 30 s, only while the page is seen, at once when it is seen again, and with each batch of
// news: or what has just happened would still lie ahead.
import { SECOND_MS } from '@shared/time'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react'

const TICK_MS = 30 * SECOND_MS

interface Clock {
  now: number
  touch: () => void
}

const Context = createContext<Clock | null>(null)

export function ClockProvider({ children }: { children: ReactNode }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    let timer: ReturnType<typeof setInterval> | undefined
    const follow = () => {
      clearInterval(timer)
      if (document.visibilityState !== 'visible') return
      setNow(Date.now())
      timer = setInterval(() => setNow(Date.now()), TICK_MS)
    }
    follow()
    document.addEventListener('visibilitychange', follow)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', follow)
    }
  }, [])
  const touch = useCallback(() => setNow(Date.now()), [])
  const clock = useMemo(() => ({ now, touch }), [now, touch])
  return <Context value={clock}>{children}</Context>
}

/** ms UTC, at most 30 s old. */
export function useNow(): number {
  return useClock().now
}

/** Brings the clock up to date. */
export function useTouchClock(): () => void {
  return useClock().touch
}

function useClock(): Clock {
  const clock = useContext(Context)
  if (!clock) throw new Error('useNow stands outside ClockProvider')
  return clock
}
