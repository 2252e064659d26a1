// Of many lines alike a few dozen are said.
import { expect, it } from 'vitest'
import { isWorthALine } from './logger'

it('of many lines the first twenty are said, then fewer and fewer: 55 of a hundred thousand', () => {
  const said = Array.from({ length: 100_000 }, (_, at) => at + 1).filter(isWorthALine)
  expect(said.slice(0, 22)).toEqual([...Array.from({ length: 20 }, (_, at) => at + 1), 30, 40])
  expect(said).toHaveLength(55)
})
