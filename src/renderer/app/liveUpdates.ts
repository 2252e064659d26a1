// Keeps the page's answers true: events make them stale, progress patches them, navigation moves the page.
import type { Progress } from '@shared/jobs/progress'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { answerKey } from '../client'
import { progressOf, type Track, trackProgress } from '../ui/progressTrack'
import { useTouchClock } from './clock'
import { useNavigation, wishOf } from './navigation'
import { createRefresher, staleCommands } from './staleness'

function trackKey(jobId: string): readonly unknown[] {
  return ['progress', jobId]
}

/** Stands once in each window. */
export function useLiveUpdates(): void {
  const queries = useQueryClient()
  const touchClock = useTouchClock()
  useEffect(() => {
    const refresher = createRefresher(
      async (topics) => {
        touchClock()
        await Promise.all(staleCommands(topics).map((name) => queries.invalidateQueries({ queryKey: answerKey(name) })))
      },
      () => Date.now(),
    )
    const ends = [
      window.lull.on('changed', ({ topics }) => refresher.add(topics)),
      window.lull.on('progress', ({ jobId, progress }) => {
        const value = progressOf(progress)
        if (!value) return
        queries.setQueryData<Track>(trackKey(jobId), (track) => trackProgress(track ?? null, value, Date.now()))
      }),
      window.lull.on('device', (reading) => {
        queries.setQueryData(answerKey('device.get', {}), reading)
      }),
      window.lull.on('preferences', (preferences) => {
        queries.setQueryData(answerKey('preferences.get', {}), preferences)
        void queries.invalidateQueries({ queryKey: answerKey('summary.get') })
      }),
    ]
    return () => {
      refresher.stop()
      for (const end of ends) end()
    }
  }, [queries, touchClock])
}

/** The main window follows where the tray, a notification or a menu sends it. */
export function useFollowNavigation(): void {
  const { go } = useNavigation()
  useEffect(() => window.lull.on('navigate', (event) => go(event.view, wishOf(event))), [go])
}

/** How a running job goes: the events since the page is open, before the first of them what the job's row says. */
export function useTrack(jobId: string, rowProgress: unknown): Track | null {
  const { data } = useQuery<Track | null>({ queryKey: trackKey(jobId), queryFn: () => null, enabled: false })
  if (data) return data
  const progress: Progress | null = progressOf(rowProgress)
  return progress ? { progress, samples: [], startedAt: 0, ratePerSecond: null } : null
}
