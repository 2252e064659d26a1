// What the app has to tell about itself just now, one notice a name, the worst first. It only keeps them; who finds out and what a click
// does is composeNotices.ts's.
import type { AppNotice, NoticeName } from '@shared/notices'

export interface NoticeBoard {
  all(): AppNotice[]
  get(name: NoticeName): AppNotice | undefined
  /** In place of one with this name. */
  put(notice: AppNotice): void
  take(name: NoticeName): void
  /** After each change; not for what stays as it was. Answers how to hear no more. */
  onChange(listener: () => void): () => void
}

const ranks: Readonly<Record<AppNotice['level'], number>> = { problem: 0, attention: 1, note: 2 }

export function createNoticeBoard(): NoticeBoard {
  const notices = new Map<NoticeName, AppNotice>()
  const listeners = new Set<() => void>()
  const tell = (): void => {
    for (const listener of listeners) listener()
  }
  return {
    all: () => [...notices.values()].toSorted((a, b) => ranks[a.level] - ranks[b.level] || a.since - b.since),
    get: (name) => notices.get(name),
    put: (notice) => {
      if (JSON.stringify(notices.get(notice.name)) === JSON.stringify(notice)) return
      notices.set(notice.name, notice)
      tell()
    },
    take: (name) => {
      if (notices.delete(name)) tell()
    },
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
