// Decides which computation answers to which name. One is loaded when it is first asked for.
import type { ComputeKind } from '@shared/computeMessages'
import type { Computation } from './computing/computation'

export type Computations = { readonly [K in ComputeKind]: () => Promise<Computation<K>> }

export const computationTable: Computations = {
  'preview.file': async () => (await import('./computing/previewFile')).previewFile,
  'hash.file': async () => (await import('./computing/hashFile')).hashFile,
  'format.json': async () => (await import('./computing/formatJson')).formatJson,
  'test.source': async () => (await import('./probing/testSource')).testSource,
}
