// The page's one clock: it ticks every 30 s, only while the page is seen, and at once when it is seen again.
import { SECOND_MS } from '@shared/time'
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'

const TICK_MS = 30 * SECOND_MS

const Now = createContext<number | null>(null)

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
  return <Now value={now}>{children}</Now>
}

/** ms UTC, at most 30 s old. */
export function useNow(): number {
  const now = useContext(Now)
  if (now === null) throw new Error('useNow stands outside ClockProvider')
  return now
}
