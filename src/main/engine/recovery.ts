// What is done once when the engine starts: attempts of a process that died are recovered (D14, semantics 1.27), kinds that are known
// again are taken up, what was missed meanwhile becomes one run (COND-8).
import type { JobRecord } from '@shared/jobs/record'
import { HELD } from '@shared/jobs/record'
import { reanchor, skipMissed } from './clockEvents'
import { closeAttempt, follow, resolveFor } from './endings'
import type { Parts } from './parts'

export function recover(parts: Parts): void {
  parts.store.sweeps.clearProgress()
  for (const attempt of parts.store.attempts.all()) {
    const job = parts.store.jobs.get(attempt.jobId)
    if (attempt.stopReason !== null || job === undefined || job.state !== 'running') {
      const stopReason = attempt.stopReason ?? 'process_died'
      closeAttempt(parts, attempt, { result: 'stopped', stopReason, error: null }, { sums: {} }, ['recovered'])
      continue
    }
    const ending = { type: 'mainDied' } as const
    const resolution = resolveFor(parts, job, attempt, ending)
    const after = parts.ledger.move(job, resolution.event, resolution.patch)
    closeAttempt(parts, attempt, resolution, { sums: {} }, ['recovered'])
    follow(parts, after, attempt, resolution, ending)
  }
  for (const job of parts.store.sweeps.heldWith(HELD.unknownKind)) takeUpKnown(parts, job)
  reanchor(parts, null)
  skipMissed(parts)
}

function takeUpKnown(parts: Parts, job: JobRecord): void {
  if (parts.ports.kindNamed(job.kind) === undefined) return
  parts.ledger.amend(job, { held: job.held & ~HELD.unknownKind })
}
