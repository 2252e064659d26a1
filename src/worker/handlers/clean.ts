// Kind `clean`: deletes what the app itself left behind and says how much it freed: files of its own inventory, rotated logs that main names,
// rows of library.db long marked as deleted. What may be deleted at all is clean/'s to decide; this file puts the three together.
import { existsSync } from 'node:fs'
import type { Outcome } from '@shared/jobs/outcome'
import type { ServiceOutput } from '@shared/workerMessages'
import { openInventory } from '../clean/inventory'
import { type RawFiles, rawFiles } from '../clean/rawFiles'
import { giveBackSpace, purgeSoftDeleted } from '../clean/softDeleted'
import { type Swept, sweepFiles } from '../clean/sweep'
import { addTo, type Handler, type HandlerRun } from '../handler'
import { openLibrary } from '../library/database'
import { libraryOutcome } from '../library/outcomes'
import { payloadFolder, sweepPayloads } from '../push/payloads'

type Run = HandlerRun<Record<string, never>>
type Scope = ServiceOutput<'clean.scope'>

export const clean: Handler<Record<string, never>> = async (run) => {
  const scope = await run.ask('clean.scope', {})
  const files = rawFiles()
  const swept = await sweepFiles({
    files,
    inventory: openInventory(run.paths),
    folders: [run.paths.spool, run.paths.temp],
    olderThanMs: scope.olderThanMs,
    now: run.now(),
    signal: run.signal,
  })
  const payloads = await sweepPayloads(payloadFolder(run.paths), run.now(), async (names) => {
    return (await run.ask('outbox.filesInUse', { files: names })).files
  })
  const logs = deleteLogs(files, scope)
  const found: Swept = {
    files: swept.files + logs.files + payloads.files,
    freedBytes: swept.freedBytes + logs.freedBytes + payloads.freedBytes,
    skipped: swept.skipped + logs.skipped,
  }
  addTo(run.sums, 'freedBytes', found.freedBytes)
  run.log.info('deleted files of its own', {
    temporary: swept.files,
    payloads: payloads.files,
    logs: logs.files,
    freedBytes: found.freedBytes,
  })
  if (found.skipped > 0) run.log.info('some files were left for another time', { skipped: found.skipped })
  return await cleanLibrary(run, scope, found)
}

async function cleanLibrary(run: Run, scope: Scope, found: Swept): Promise<Outcome> {
  if (!existsSync(run.paths.library)) return done(found, 0)
  try {
    const library = openLibrary(run.paths.library, () => run.now())
    try {
      const rows = await purgeSoftDeleted(library.db, run.now() - scope.softDeletedOlderThanMs, run.signal)
      const freedBytes = rows === 0 ? 0 : await giveBackSpace(library.db, run.signal)
      run.log.info('removed rows long marked as deleted', { rows, freedBytes })
      addTo(run.sums, 'deleted', rows)
      addTo(run.sums, 'freedBytes', freedBytes)
      return done({ ...found, freedBytes: found.freedBytes + freedBytes }, rows)
    } finally {
      library.close()
    }
  } catch (error) {
    const outcome = libraryOutcome(error, run.paths.library)
    if (outcome === null) throw error
    return outcome
  }
}

/** By main's own inventory; a link in the place of a log is not the log. */
function deleteLogs(files: RawFiles, scope: Scope): Swept {
  const swept: Swept = { files: 0, freedBytes: 0, skipped: 0 }
  for (const { path } of scope.logsPastCap) {
    try {
      const stat = files.lstatSync(path, { throwIfNoEntry: false })
      if (!stat?.isFile()) continue
      files.unlinkSync(path)
      swept.files++
      swept.freedBytes += stat.nlink > 1 ? 0 : stat.size
    } catch {
      swept.skipped++
    }
  }
  return swept
}

function done({ files, freedBytes, skipped }: Swept, rows: number): Outcome {
  return { type: 'succeeded', output: { freedBytes, files, rows, skipped } }
}
