// Where the arrow keys lead, and how lengths of time are written.
import { describe, expect, it } from 'vitest'
import { durationText } from './duration'
import { nextIndex } from './rowKeys'

describe('the keys of a list', () => {
  it.each([
    ['ArrowDown', -1, 0],
    ['ArrowDown', 9, 9],
    ['ArrowUp', 0, 0],
    ['ArrowUp', -1, 9],
    ['PageDown', 2, 6],
    ['PageUp', 2, 0],
    ['Home', 7, 0],
    ['End', 0, 9],
  ])('%s from %i leads to %i of ten', (key, from, to) => expect(nextIndex(key, from, 10, 4)).toBe(to))
  it('any other key, and any key in an empty list, mean nothing', () => {
    expect([nextIndex('a', 1, 10, 4), nextIndex('End', -1, 0, 4)]).toEqual([null, null])
  })
})

describe('a length of time', () => {
  it.each([
    [140, '140 ms', '140ms'],
    [12_400, '12 sec', '12초'],
    [8 * 60_000, '8 min', '8분'],
    [59_700, '1 min', '1분'],
    [59.9 * 60_000, '1 hr', '1시간'],
    [80 * 60_000, '1 hr 20 min', '1시간 20분'],
    [119.8 * 60_000, '2 hr', '2시간'],
    [-5, '0 ms', '0ms'],
  ])('%d ms is %s', (ms, en, ko) => expect([durationText(ms, 'en'), durationText(ms, 'ko')]).toEqual([en, ko]))
})
