// compute() over fake processes: the contract. Real processes are held to it in e2e.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { computeForks } from '../../testing/fakesCompute'
import { type ComputeRig, computeContract } from './computeContract'
import { createCompute } from './computeProcess'
import { silentLog } from './fakeFork'

const elapse = async (ms: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms))

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function rig(): ComputeRig {
  const { fork, of } = computeForks()
  return {
    compute: createCompute({ fork, log: silentLog }),
    kill: (pid) => of(pid)?.die('signal 9'),
    freeze: (pid) => of(pid)?.freeze(),
    async until(isSo, ms) {
      for (let passed = 0; !isSo(); passed += 10) {
        if (passed > ms) throw new Error('it did not come to be')
        await elapse(10)
      }
    },
    elapse,
  }
}

describe('D10 the compute contract, over fake processes', () => {
  it.each(computeContract)('$title', async ({ run }) => {
    await expect(run(rig())).resolves.toBeUndefined()
  })

  it('leaves no timer behind', async () => {
    const one = rig()
    const reply = one.compute.compute('format.json', { text: '[]', mostCharacters: 10 })
    await elapse(10)
    expect(await reply).toMatchObject({ ok: true })
    const stopped = one.compute.stop()
    await elapse(10)
    await stopped
    expect(vi.getTimerCount()).toBe(0)
  })
})
