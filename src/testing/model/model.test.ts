// The engine and the model of its rules agree after every one of many random operations (P32, D37). Seeds differ from run to run.
import { randomInt } from 'node:crypto'
import { expect, it } from 'vitest'
import { failureText } from '../properties/round'
import { compareRound } from './compare'

const ROUNDS = 60
const LENGTH = 50

it('P32 the engine does what the model of its rules does, over random operations', async () => {
  const base = randomInt(1_000_000_000)
  for (let round = 0; round < ROUNDS; round += 1) {
    const failure = await compareRound(base + round, LENGTH)
    if (failure) expect.fail(`npm run sim -- --seed ${base + round} --ops ${LENGTH}\n${failureText(failure)}`)
  }
  expect.assertions(0)
}, 120_000)
