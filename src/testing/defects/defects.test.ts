// The mechanism of `npm run defects` on two defects, one in the engine and one in the worker: planted they are seen, a harmless change is
// not called caught, and a place that is gone is said so. The whole list takes minutes and is not part of npm test.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { provedIds } from '../provedIds'
import type { Defect } from './defect'
import { planted } from './defect'
import { allDefects, verdictOf } from './run'
import { makeScratch, readReport } from './scratch'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const scratch = makeScratch(root)
const defectOf = (id: string): Defect => {
  const defect = allDefects.find((one) => one.id === id)
  if (!defect) throw new Error(id)
  return defect
}

afterAll(() => scratch.remove())

describe('a planted defect', () => {
  it.each(['backoff-doubles-early', 'retry-after-without-end'])(
    '%s is caught',
    async (id) => {
      expect(await verdictOf(scratch, defectOf(id))).toBe('caught')
    },
    60_000,
  )

  it('that another test than the one of its id sees is missed', async () => {
    const elsewhere = { ...defectOf('backoff-doubles-early'), ids: ['SC-29', 'SC-999'] }
    expect(await verdictOf(scratch, elsewhere)).toBe('MISSED (no test named SC-999 fails)')
  }, 60_000)

  it('that breaks nothing is missed', async () => {
    const harmless = { ...defectOf('backoff-doubles-early'), to: '2 ** Math.min(count - 1, 41)' }
    expect(await verdictOf(scratch, harmless)).toBe('MISSED')
  }, 60_000)

  it('that keeps its tests from running is no catch', async () => {
    const broken = { ...defectOf('backoff-doubles-early'), to: '((' }
    expect(await verdictOf(scratch, broken)).toContain('could not be run')
  }, 60_000)
})

it('every defect has an id of its own, one place in its file, and tests that are there', () => {
  expect(new Set(allDefects.map(({ id }) => id)).size).toBe(allDefects.length)
  expect(allDefects.flatMap(problemsOf)).toEqual([])
})

function problemsOf(defect: Defect): string[] {
  const absent = defect.tests.filter((test) => !existsSync(root + test)).map((test) => `${defect.id}: no ${test}`)
  try {
    const text = readFileSync(root + defect.file, 'utf8')
    return planted(text, defect) === text ? [...absent, `${defect.id} changes nothing`] : absent
  } catch (error) {
    return [...absent, error instanceof Error ? error.message : String(error)]
  }
}

it('every id that docs/requirements.md calls proved has a defect which a test by that name must catch', () => {
  const ids = new Set(allDefects.flatMap(({ ids }) => ids ?? []))
  const proved = provedIds(readFileSync(`${root}docs/requirements.md`, 'utf8'))
  expect(proved.filter((id) => !ids.has(id))).toEqual([])
})

it('a place that is gone, or is there twice, is said', () => {
  const defect = { ...defectOf('backoff-doubles-early'), from: 'x' }
  expect(() => planted('y', defect)).toThrow('0 times')
  expect(() => planted('x x', defect)).toThrow('2 times')
})

it('a report names the tests that failed', () => {
  const tests = [{ status: 'failed', assertionResults: [{ status: 'failed', fullName: 'a b' }] }]
  expect(readReport(JSON.stringify({ numPassedTests: 3, testResults: tests }))).toEqual({
    failed: ['a b'],
    passed: 3,
    isBroken: false,
  })
})
