// The order in which items are marked, sent and settled.
import type { SettledItem, TakenItem } from '@shared/outbox'
import { expect, it } from 'vitest'
import { drain, type Tally } from './drain'
import { createSettler } from './settler'
import type { Verdict } from './verdict'

const sent: Verdict = { settlement: { type: 'done', status: 200 }, after: { type: 'next' } }

function itemOf(n: number): TakenItem {
  return {
    id: `i${n}`,
    key: `k${n}`,
    entity: null,
    body: '{}',
    file: null,
    sha256: '',
    attempts: 0,
    maybeArrived: false,
  }
}

interface World {
  log: string[]
  settled: string[]
  run: (marksEach: boolean, count: number, control?: AbortController) => Promise<unknown>
}

/** A report takes longer than a send. */
function world(send: (item: TakenItem) => Promise<Verdict> = async () => sent): World {
  const log: string[] = []
  const settled: string[] = []
  return {
    log,
    settled,
    run(marksEach, count, control = new AbortController()) {
      let due = Array.from({ length: count }, (_, n) => itemOf(n))
      const tally: Tally = { sent: 0, refused: 0, waiting: 0, bytesOut: 0 }
      return drain(
        {
          async take(limit) {
            const items = due.slice(0, limit)
            due = due.slice(limit)
            return { items, remaining: due.length }
          },
          async settle(batch: SettledItem[], begin) {
            await new Promise(setImmediate)
            log.push(
              `${batch.map(({ itemId, settlement }) => `${itemId}:${settlement.type}`).join(',')}>${begin ?? ''}`,
            )
            settled.push(...batch.map(({ itemId }) => itemId))
          },
          async send(item) {
            log.push(`send ${item.id}`)
            return send(item)
          },
          marksEach,
          signal: control.signal,
          told: () => undefined,
        },
        tally,
      )
    },
  }
}

it('OUT-4 marks each item before its first byte leaves, with the report of the one before', async () => {
  const { log, run } = world()
  expect(await run(true, 3)).toMatchObject({ type: 'succeeded', output: { sent: 3 } })
  expect(log).toEqual(['>i0', 'send i0', 'i0:done>i1', 'send i1', 'i1:done>i2', 'send i2', 'i2:done>'])
})

it('does not wait for reports where a repeat is safe, and loses none', async () => {
  const { settled, log, run } = world()
  await run(false, 150)
  expect(settled).toHaveLength(150)
  expect(new Set(settled).size).toBe(150)
  expect(log.filter((line) => line.includes('>')).length).toBeLessThan(150)
})

it('OUT-2 reports what was answered before a stop, and gives back what was not begun', async () => {
  const control = new AbortController()
  const { log, run } = world(async (item) => {
    if (item.id === 'i1') control.abort(new Error('stopped'))
    return sent
  })
  await expect(run(true, 4, control)).rejects.toThrow('stopped')
  expect(log.filter((line) => line.startsWith('send'))).toEqual(['send i0', 'send i1'])
  expect(log.at(-1)).toBe('i1:done,i2:unsent,i3:unsent>')
})

it('sends a few at once to a server that answers, and one at a time to one that fails', async () => {
  const failed: Verdict = {
    settlement: { type: 'retry', notBefore: 0, error: { code: 'server_error', message: 'x' } },
    after: { type: 'failing', error: undefined },
  }
  const most = async (verdict: Verdict): Promise<number> => {
    let underWay = 0
    let highest = 0
    const { run } = world(async () => {
      highest = Math.max(highest, ++underWay)
      await new Promise(setImmediate)
      underWay -= 1
      return verdict
    })
    await run(false, 40)
    return highest
  }
  expect(await most(sent)).toBe(4)
  expect(await most(failed)).toBe(1)
})

it('OUT-2 loses no report that is put as the one before it ends', async () => {
  const stored: string[] = []
  const settler = createSettler(async (settled) => void stored.push(...settled.map(({ itemId }) => itemId)))
  for (let n = 0; n < 20; n++) {
    settler.put({ itemId: `i${n}`, settlement: { type: 'unsent' } })
    for (let turn = 0; turn < n % 5; turn++) await Promise.resolve()
  }
  await settler.settled()
  expect(stored).toHaveLength(20)
})

it('reports what was answered before a send that was cut', async () => {
  const { settled, run } = world(async (item) => {
    if (item.id === 'i2') throw new Error('stopped')
    return sent
  })
  await expect(run(false, 4)).rejects.toThrow('stopped')
  expect(settled).toEqual(['i0', 'i1'])
})
