// Choosing several items.
import { expect, it } from 'vitest'
import { allChosen, nothingChosen, stillListed, withChoice } from './selection'

const order = ['a', 'b', 'c', 'd', 'e']
const chosen = (selection: { ids: ReadonlySet<string> }): string => [...selection.ids].toSorted().join('')

it('OUT-11 a click chooses one, with Ctrl one more or less, with Shift all up to there', () => {
  const one = withChoice(nothingChosen, 'b', 'one', order)
  expect(chosen(one)).toBe('b')
  const more = withChoice(one, 'd', 'toggle', order)
  expect(chosen(more)).toBe('bd')
  expect(chosen(withChoice(more, 'd', 'toggle', order))).toBe('b')
  const range = withChoice(one, 'd', 'range', order)
  expect(chosen(range)).toBe('bcd')
  expect(chosen(withChoice(range, 'a', 'range', order))).toBe('ab')
  expect(chosen(withChoice(range, 'e', 'one', order))).toBe('e')
})

it('a range without a beginning is its one end, and all is what is listed', () => {
  expect(chosen(withChoice(nothingChosen, 'c', 'range', order))).toBe('c')
  expect(chosen(allChosen(nothingChosen, order))).toBe('abcde')
})

it('what is listed no more is chosen no more', () => {
  const three = withChoice(withChoice(nothingChosen, 'b', 'one', order), 'd', 'range', order)
  expect(chosen(stillListed(three, ['a', 'c', 'd']))).toBe('cd')
  expect(stillListed(three, order)).toBe(three)
})
