// Repeatable chance: the same numbers for the same seed and name, so that the sample season needs no storage.

/** A generator of numbers in [0, 1), determined by its parts alone. */
export function randomOf(...parts: number[]): () => number {
  let state = 0x9e3779b9
  for (const part of parts) state = mix(state ^ Math.imul(part | 0, 0x85ebca6b))
  return () => {
    state = (state + 0x6d2b79f5) | 0
    return mix(state) / 4_294_967_296
  }
}

/** One round of a 32-bit finaliser (murmur3's): every bit of the input moves every bit of the output. */
function mix(value: number): number {
  let bits = value | 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}

/** A copy in an order drawn from `random` (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const order = items.map((item) => ({ item, at: random() }))
  return order.toSorted((a, b) => a.at - b.at).map(({ item }) => item)
}
