// Decides which handler performs which kind. A handler is loaded when its kind first runs, so that a slot starts
// with only what every kind needs.
import type { KindName, kinds } from '@shared/jobs/kinds'
import type { z } from 'zod'
import type { Handler } from './handler'

type InputOf<K extends KindName> = z.infer<(typeof kinds)[K]['input']>
type HandlerTable = { readonly [K in KindName]: () => Promise<Handler<InputOf<K>>> }

const handlers: HandlerTable = {
  'feed.sync': async () => (await import('./handlers/feedSync')).feedSync,
  'file.fetch': async () => (await import('./handlers/fileFetch')).fileFetch,
  'file.import': async () => (await import('./handlers/fileImport')).fileImport,
  'outbox.send': async () => (await import('./handlers/outboxSend')).outboxSend,
  'outbox.add': async () => (await import('./handlers/outboxAdd')).outboxAdd,
  'outbox.repeat': async () => (await import('./handlers/outboxAdd')).outboxAdd,
  clean: async () => (await import('./handlers/clean')).clean,
  'source.forget': async () => (await import('./handlers/sourceForget')).sourceForget,
  'diagnostic.noop': async () => (await import('./handlers/noop')).noop,
}

/** By the kind's stored name; undefined for one this version does not perform. The dispatcher parses the input by the kind's own schema. */
export function handlerOf(kind: string): (() => Promise<Handler<never>>) | undefined {
  return Object.hasOwn(handlers, kind) ? handlers[kind as KindName] : undefined
}
