// A program to start the app with, whose every fsync and fdatasync takes 200 ms more, in all its processes and threads, as a failing or crowded
// disk would make it (F48); and a count of them. It is strace's fault injection: the calls are real, they only begin late.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const SLOW_BY_MS = 200

const electron = join(import.meta.dirname, '..', 'node_modules', 'electron')

export const hasStrace = (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, 'strace')))

export interface SlowDisk {
  /** Start this in place of Electron. */
  executablePath: string
  /** Slow calls by the thread that made them, so far. */
  syncs(): Map<number, number>
  /** After the app has ended. */
  remove(): void
}

export function slowDisk(): SlowDisk {
  const folder = mkdtempSync(join(tmpdir(), 'lull-slow-disk-'))
  const log = join(folder, 'log')
  const executablePath = join(folder, 'electron')
  const runtime = join(electron, 'dist', readFileSync(join(electron, 'path.txt'), 'utf8'))
  // With --seccomp-bpf only these calls stop for strace: all others are as quick as ever, so that what is slow is the disk alone.
  const slow = `-e trace=fsync,fdatasync -e inject=fsync,fdatasync:delay_enter=${SLOW_BY_MS * 1_000}`
  writeFileSync(executablePath, `#!/bin/sh\nexec strace -f --seccomp-bpf -qq -o '${log}' ${slow} '${runtime}' "$@"\n`)
  chmodSync(executablePath, 0o700)
  return {
    executablePath,
    syncs: () => countByThread(readFileSync(log, 'utf8')),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** A line is such as '4711 fdatasync(40) = 0 (DELAYED)'; where another thread cut in, its end is '4711 <... fdatasync resumed>) = 0 (DELAYED)'. */
function countByThread(log: string): Map<number, number> {
  const counts = new Map<number, number>()
  for (const [, thread] of log.matchAll(/^(\d+) .*(?:fsync|fdatasync).*\(DELAYED\)$/gm)) {
    counts.set(Number(thread), (counts.get(Number(thread)) ?? 0) + 1)
  }
  return counts
}
