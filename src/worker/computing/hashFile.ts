// Computation `hash.file`: the SHA-256 of a file, so that one that was imported before is known again (IMP-8).
import { createHash } from 'node:crypto'
import { openImportFile } from '../imports/importFile'
import { type Computation, ComputeRefused } from './computation'

export const hashFile: Computation<'hash.file'> = async ({ input, signal }) => {
  const opened = await openImportFile(input.path)
  if (!opened.ok) throw new ComputeRefused('preview_unreadable', 'The file cannot be opened.')
  try {
    const hash = createHash('sha256')
    for await (const piece of opened.file.pieces(0)) {
      signal.throwIfAborted()
      hash.update(piece)
    }
    return { hash: hash.digest('hex') }
  } finally {
    await opened.file.close()
  }
}
