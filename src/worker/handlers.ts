// Decides which handler performs which kind. A handler is loaded when its kind first runs, so that a slot starts
// with only what every kind needs.
import type { KindName, kinds } from '@shared/jobs/kinds'
import type { z } from 'zod'
import type { Handler } from './handler'

type InputOf<K extends KindName> = z.infer<(typeof kinds)[K]['input']>
export type HandlerTable = { readonly [K in KindName]?: () => Promise<Handler<InputOf<K>>> }

export const handlers: HandlerTable = {
  'feed.sync': async () => (await import('./handlers/feedSync')).feedSync,
  'file.import': async () => (await import('./handlers/fileImport')).fileImport,
  'source.forget': async () => (await import('./handlers/sourceForget')).sourceForget,
  'diagnostic.noop': async () => (await import('./handlers/noop')).noop,
}
