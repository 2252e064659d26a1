// Picking the next job costs the same among a thousand jobs and among a hundred thousand; a million are behind `npm run sim -- --count`.
import { expect, it } from 'vitest'
import { countWith } from './count'

it('D6 a start and a change of the device reach as many rows whatever the number of jobs, and the device writes none', async () => {
  const few = await countWith(1_000)
  const many = await countWith(100_000)
  expect(many).toEqual({ ...few, jobs: 100_000 })
  expect(few).toMatchObject({ writesOfDevice: 0, otherSteps: [] })
  expect(few.visitsOfStart).toBeGreaterThan(0)
  expect(few.visitsOfStart).toBeLessThan(40)
}, 60_000)
