// Watches queries in this process: a listener hears a page when it is asked for first, and again only when it reads otherwise (SC-150).
// Pages are read anew after a turn of the engine, and only while somebody listens. What a page holds is queries.ts.
import { granted, type Reply } from '@shared/errors'
import type { JobQuery, JobView, Page } from '@shared/jobs/job'
import type { Parts } from './parts'
import { pageOf } from './queries'

export type PageListener = (page: Page<JobView>) => void

export interface Observers {
  /** Answers how to stop listening. Refused like the query itself. States between two turns are not seen. */
  observe(query: JobQuery, listener: PageListener): Reply<() => void>
  /** Something may have changed. */
  look(): void
}

interface Observer {
  query: JobQuery
  listener: PageListener
  /** As text; null before the first. */
  told: string | null
}

export function createObservers(parts: Parts): Observers {
  const observers = new Set<Observer>()

  const tell = (observer: Observer): void => {
    const page = pageOf(parts, observer.query)
    if (!page.ok) return
    const text = JSON.stringify(page.value)
    if (text === observer.told) return
    observer.told = text
    try {
      observer.listener(page.value)
    } catch (error) {
      parts.ports.log.error('engine: an observer threw', { error: String(error) })
    }
  }
  const look = (): void => {
    for (const observer of observers) tell(observer)
  }
  return {
    look,
    observe: (query, listener) => {
      const page = pageOf(parts, query)
      if (!page.ok) return page
      const observer: Observer = { query, listener, told: null }
      observers.add(observer)
      parts.ports.defer(look)
      return granted(() => void observers.delete(observer))
    },
  }
}
