// At most ten a second, and nothing lost.
import type { ChangeTopic } from '@shared/core'
import { expect, it } from 'vitest'
import { createChangeFeed } from './changeFeed'

function feed() {
  const sent: ChangeTopic[][] = []
  const timers: { work: () => void; delayMs: number }[] = []
  const changes = createChangeFeed(
    (topics) => sent.push(topics),
    (work, delayMs) => timers.push({ work, delayMs }),
  )
  return { changes, sent, timers }
}

it('sends the first at once and gathers what follows for 100 ms', () => {
  const { changes, sent, timers } = feed()
  changes.add(['jobs'])
  changes.add(['outbox', 'summary'])
  changes.add(['outbox'])
  expect(sent).toEqual([['jobs']])
  expect(timers.map(({ delayMs }) => delayMs)).toEqual([100])
  timers[0]!.work()
  expect(sent).toEqual([['jobs'], ['outbox', 'summary']])
})

it('is quiet again after 100 ms without a change', () => {
  const { changes, sent, timers } = feed()
  changes.add(['jobs'])
  timers[0]!.work()
  expect(sent).toHaveLength(1)
  expect(timers).toHaveLength(1)
  changes.add(['jobs'])
  expect(sent).toHaveLength(2)
})
