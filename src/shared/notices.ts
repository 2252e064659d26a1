// What the app itself has to tell beside its jobs: a file that was damaged, a disk that takes nothing, workers that will not stay up.
// Part of the summary, so that tray and window say the same. Who finds it out: main/composeNotices.ts; the words: i18n/areas/notices.ts.

export const noticeNames = [
  'workers_crashing',
  'disk_full',
  'disk_read_only',
  'core_replaced',
  'core_lost',
  'library_damaged',
  'library_set_aside',
  'imports_damaged',
  'settings_replaced',
  'settings_restored',
  'settings_lost',
] as const
export type NoticeName = (typeof noticeNames)[number]

/** What a person can do about one, by a click. */
export const noticeActs = ['restore', 'sync', 'settings', 'show', 'delete', 'dismiss'] as const
export type NoticeAct = (typeof noticeActs)[number]

export interface AppNotice {
  name: NoticeName
  /** `problem`: nothing works until it goes. `attention`: the user should know. `note`: seen, and only listed where it belongs. */
  level: 'problem' | 'attention' | 'note'
  /** ms UTC. */
  since: number
  /** For the sentence: `retryAt`, `backupAt` (ms UTC), `bytes`, `count`. */
  data: Record<string, number>
  /** The first is the one that helps. */
  acts: readonly NoticeAct[]
}

/** Those that count as something that needs the user. */
export function openNotices(notices: readonly AppNotice[]): AppNotice[] {
  return notices.filter(({ level }) => level !== 'note')
}
