// The engine and the model of its rules agree after every one of many random operations (P32, D37). The seeds are the same in every run;
// `npm run sim` goes on with others.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { scan } from '../architecture/sourceScan'
import { failureText } from '../properties/round'
import { compareRound } from './compare'
import { sim } from './sim'

const FIRST_SEED = 20_261_122
const ROUNDS = 50
const LENGTH = 50

it('P32 the engine does what the model of its rules does, over random operations', async () => {
  const base = FIRST_SEED
  for (let round = 0; round < ROUNDS; round += 1) {
    const failure = await compareRound(base + round, LENGTH)
    const told = failure && `npm run sim -- --seed ${base + round} --ops ${LENGTH}\n${failureText(failure)}`
    expect(told).toBeNull()
  }
}, 240_000)

/** What runs the model beside the engine; everything else here is the model. */
const BESIDE = /^(?:compare|sim|simMain|count|.*\.test)\.ts$/

it('D37 the model knows nothing of the engine', () => {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  const files = readdirSync(folder).filter((name) => !BESIDE.test(name))
  const imports = files.flatMap((name) => scan(name, readFileSync(folder + name, 'utf8')).imports)
  const taken = [...new Set(imports.filter(({ isTypeOnly }) => !isTypeOnly).map(({ from }) => from))]
  expect(files).toContain('turn.ts')
  expect(taken.filter((from) => !from.startsWith('./')).toSorted()).toEqual(['../fakesWorld', '@shared/errors'])
})

it('P32 a seed given by hand is replayed, and nonsense is not', async () => {
  const lines: string[] = []
  expect(await sim(['--seed', '7', '--ops', '5', '--rounds', '2'], (line) => void lines.push(line))).toBe(0)
  expect(lines.map((line) => line.split(',')[0])).toEqual(['seed 7', 'seed 8', '2 rounds passed'])
  expect(await sim(['--seed', 'x'], () => undefined)).toBe(1)
})
