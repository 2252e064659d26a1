// What is kept free, as the person sets it.
import { describe, expect, it } from 'vitest'
import { bytesOf, gigabytesOf, MOST_GIGABYTES } from './diskSpace'

describe('space kept free', () => {
  it.each([
    [2 * 1024 ** 3, 2],
    [2_000_000_000, 2],
    [0, 0],
    [400_000_000, 0],
    [10 ** 15, MOST_GIGABYTES],
  ])('%d bytes are shown as %d GB', (bytes, gigabytes) => expect(gigabytesOf(bytes)).toBe(gigabytes))

  it('comes back as it was set', () => {
    for (const gigabytes of [0, 1, 7, MOST_GIGABYTES]) expect(gigabytesOf(bytesOf(gigabytes))).toBe(gigabytes)
  })
})
