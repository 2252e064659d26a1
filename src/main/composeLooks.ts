// Constructs what lets a person look at data without storing anything: the reader of the library files, and computations (D9, D10).
import type { ComputeCall } from '@shared/computeMessages'
import { forkOf } from './composeFork'
import { createPreviewDuties, type PreviewDuties } from './duties/previewDuties'
import type { FileLog } from './platform/fileLog'
import type { AppPaths } from './platform/paths'
import { createCompute } from './runner/computeProcess'
import { openComputeWorker } from './runner/computeWorker'
import { createExports, type ExportProcesses } from './runner/exportProcess'
import { createReaderProcess, type ReaderProcess, type ReaderProcessOptions } from './runner/readerProcess'

export interface Looks {
  reader: ReaderProcess
  previews: PreviewDuties
  exports: ExportProcesses
  compute: ComputeCall
  stop(): Promise<void>
}

export function composeLooks(
  { library, imports }: AppPaths,
  log: FileLog,
  onDamage: ReaderProcessOptions['onDamage'],
): Looks {
  const reader = createReaderProcess({
    fork: forkOf('reader', 'Lull reader'),
    library,
    imports,
    log: log.child('reader'),
    onDamage,
  })
  const exports = createExports({ fork: forkOf('reader', 'Lull export'), library, imports, log: log.child('export') })
  const computing = { fork: forkOf('compute', 'Lull compute'), log: log.child('compute') }
  const one = createCompute(computing)
  const shared = openComputeWorker(computing)
  const previews = createPreviewDuties({
    compute: one.compute,
    computeShared: (kind, input, limits) => shared.request(kind, input, limits),
    cell: (request) => reader.cell(request),
    importsOf: (bytes) => reader.importsOf(bytes),
    aside: (jobId) => reader.aside(jobId),
  })
  return {
    reader,
    previews,
    exports,
    compute: one.compute,
    stop: async () => {
      exports.stop()
      reader.close()
      await Promise.all([one.stop(), shared.shutDown()])
    },
  }
}
