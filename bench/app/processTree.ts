// What an app and all its processes cost the system, read from /proc: proportional memory and processor time. Linux only.
import { readdirSync, readFileSync } from 'node:fs'

export interface Cost {
  processes: number
  /** Proportional set size of all, bytes: shared pages counted once over all who share them. */
  pssBytes: number
  /** Processor time of all since they started, those that ended meanwhile included, seconds. */
  cpuSeconds: number
}

/** USER_HZ, which is 100 on every Linux that Electron runs on. */
const TICKS_A_SECOND = 100

interface Stat {
  pid: number
  parent: number
  ticks: number
  /** Of its ended children. */
  childTicks: number
}

export function costOf(pid: number): Cost {
  const stats = allStats()
  const tree = [...treeOf(pid, stats)]
  const ofRoot = tree.find((stat) => stat.pid === pid)?.childTicks ?? 0
  const ticks = tree.reduce((sum, stat) => sum + stat.ticks, ofRoot)
  return {
    processes: tree.length,
    pssBytes: tree.reduce((sum, stat) => sum + pssOf(stat.pid), 0),
    cpuSeconds: ticks / TICKS_A_SECOND,
  }
}

function* treeOf(pid: number, stats: readonly Stat[]): Generator<Stat> {
  const own = stats.find((stat) => stat.pid === pid)
  if (own) yield own
  for (const child of stats) if (child.parent === pid) yield* treeOf(child.pid, stats)
}

function allStats(): Stat[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (statOf(Number(name)) ?? []) : []))
}

/** null: it has ended meanwhile. */
function statOf(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold anything; the fields behind it begin with the state, field 3.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const field = (number: number): number => Number(fields[number - 3])
    return { pid, parent: field(4), ticks: field(14) + field(15), childTicks: field(16) + field(17) }
  } catch {
    return null
  }
}

function pssOf(pid: number): number {
  try {
    const [, kilobytes = '0'] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? []
    return Number(kilobytes) * 1024
  } catch {
    return 0
  }
}
