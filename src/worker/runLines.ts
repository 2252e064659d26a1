// Which of many lines alike are worth saying. What a run says is its handler's: small, without addresses' queries, payloads or tokens; how it
// began and ended is said by main (main/runner/runLines.ts).

/** The first twenty, then each tenth, each hundredth and so on: a few dozen lines, however many there are. `count` from 1. */
export function isWorthALine(count: number): boolean {
  return count <= 20 || count % 10 ** Math.floor(Math.log10(count)) === 0
}
