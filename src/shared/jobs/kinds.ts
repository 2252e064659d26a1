// The kinds of this app. A new one is a file in kinds/, a line here, and a handler with a line in worker/handlers.ts.
import type { Kind } from './kind'
import { clean } from './kinds/clean'
import { feedSync } from './kinds/feedSync'
import { fileFetch } from './kinds/fileFetch'
import { fileImport } from './kinds/fileImport'
import { noop } from './kinds/noop'
import { outboxAdd, outboxRepeat } from './kinds/outboxAdd'
import { outboxSend } from './kinds/outboxSend'
import { sourceForget } from './kinds/sourceForget'

export const kinds = {
  'feed.sync': feedSync,
  'file.fetch': fileFetch,
  'file.import': fileImport,
  'outbox.send': outboxSend,
  'outbox.add': outboxAdd,
  'outbox.repeat': outboxRepeat,
  clean,
  'source.forget': sourceForget,
  'diagnostic.noop': noop,
} as const

export type KindName = keyof typeof kinds
export const kindNames = Object.keys(kinds) as KindName[]

/** By a stored name, which may come from an older or newer version. */
export function kindNamed(name: string): Kind | undefined {
  return Object.hasOwn(kinds, name) ? kinds[name as KindName] : undefined
}
