// Bytes kept free, as the gigabytes a person sets. Pure. Decimal, as file managers and the reasons' sentences count.

const GIGABYTE = 1_000_000_000
export const MOST_GIGABYTES = 500

export function gigabytesOf(bytes: number): number {
  return Math.min(MOST_GIGABYTES, Math.round(bytes / GIGABYTE))
}

export function bytesOf(gigabytes: number): number {
  return gigabytes * GIGABYTE
}
