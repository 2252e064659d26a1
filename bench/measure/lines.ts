// What a benchmark prints: a table for people, or with --json one object a line. A line is a measurement, its peer's in the same run, and
// whether the goal was met. Which goals there are is each benchmark's.

export interface Line {
  bench: string
  metric: string
  value: number
  unit: string
  /** What it is compared with, or null. */
  peer: string | null
  peerValue: number | null
  /** value / peerValue; null without a peer. */
  ratio: number | null
  /** '>=0.8x' speaks of the ratio, '<5' of the value; null: for information. */
  goal: string | null
  met: boolean | null
}

export interface Measured {
  metric: string
  value: number
  unit: string
  peer?: { name: string; value: number }
  goal?: string
}

export function lineOf(bench: string, { metric, value, unit, peer, goal }: Measured): Line {
  const ratio = peer ? value / peer.value : null
  return {
    bench,
    metric,
    value: rounded(value),
    unit,
    peer: peer?.name ?? null,
    peerValue: peer ? rounded(peer.value) : null,
    ratio: ratio === null ? null : rounded(ratio),
    goal: goal ?? null,
    met: goal === undefined ? null : isMet(goal, value, ratio),
  }
}

/** Prints the lines; exit code 0 even where a goal is missed: a benchmark tells, it does not judge. */
export function print(lines: readonly Line[], json: boolean): void {
  for (const line of lines) console.log(json ? JSON.stringify(line) : readable(line))
}

export function wantsJson(): boolean {
  return process.argv.includes('--json')
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low = NaN, high = NaN] = [sorted[middle - 1], sorted[middle]]
  return sorted.length % 2 === 1 ? high : (low + high) / 2
}

/** `share` 0 to 1: the value that so many are not above. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN
}

function isMet(goal: string, value: number, ratio: number | null): boolean {
  const [, sign, bound, ofRatio] = /^(>=|<=|<|>)([\d.]+)(x?)$/.exec(goal) ?? []
  const measured = ofRatio === 'x' ? ratio : value
  if (measured === null || bound === undefined) throw new Error(`a goal that nothing was measured for: ${goal}`)
  switch (sign) {
    case '>=':
      return measured >= Number(bound)
    case '<=':
      return measured <= Number(bound)
    case '<':
      return measured < Number(bound)
    default:
      return measured > Number(bound)
  }
}

function readable({ bench, metric, value, unit, peer, peerValue, ratio, goal, met }: Line): string {
  const compared = peer === null ? '' : `  ${peer}: ${peerValue} ${unit}, ${ratio}x`
  const judged = goal === null ? '' : `  goal ${goal}: ${met ? 'met' : 'MISSED'}`
  return `${bench.padEnd(9)} ${metric.padEnd(34)} ${String(value).padStart(10)} ${unit}${compared}${judged}`
}

function rounded(value: number): number {
  return Number(value.toPrecision(4))
}
