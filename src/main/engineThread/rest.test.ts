// That what may wait for a quiet moment waits for one, and is done once.
import { expect, it } from 'vitest'
import { createRest } from './rest'

function setUp() {
  const timers: (() => void)[] = []
  let acts = 0
  const rest = createRest(
    () => (acts += 1),
    (work) => void timers.push(work),
  )
  return { rest, timers, passes: () => timers.shift()?.(), acts: () => acts }
}

it('D7 acts when nothing was written for a while, once', () => {
  const { rest, timers, passes, acts } = setUp()
  rest.wrote()
  rest.wrote()
  expect(timers).toHaveLength(1)
  passes()
  expect(acts()).toBe(0)
  passes()
  expect(acts()).toBe(1)
  expect(timers).toEqual([])
  rest.wrote()
  passes()
  expect(acts()).toBe(2)
})

it('D7 does not act in the middle of writing', () => {
  const { rest, passes, acts } = setUp()
  rest.wrote()
  for (let round = 0; round < 10; round += 1) {
    rest.wrote()
    passes()
    expect(acts()).toBe(0)
    rest.wrote()
  }
  passes()
  passes()
  expect(acts()).toBe(1)
})
