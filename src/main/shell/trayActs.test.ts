// What a tray item does beyond passing its wish on.
import { granted, type Reply, refused } from '@shared/errors'
import { expect, it } from 'vitest'
import { createTrayActs } from './trayActs'

async function syncAnswered(reply: Reply<unknown>): Promise<unknown[]> {
  const opened: unknown[] = []
  const nothing = (): void => undefined
  const act = createTrayActs({
    core: {
      pause: async (scope, until) => granted({ scope, until, since: 0 }),
      resume: async () => granted({ resumed: 0 }),
    },
    syncNow: async () => reply,
    openMain: (wish) => opened.push(wish),
    openPreferences: nothing,
    changePreferences: nothing,
    relaunch: nothing,
    quit: nothing,
    now: () => 0,
  })
  await act({ type: 'sync', sourceId: null })
  return opened
}

it('COND-4 a Sync now that started nothing opens the window where it says why', async () => {
  expect(await syncAnswered(refused('offline', 'It is held.'))).toEqual([{ view: 'jobs', filter: 'waiting' }])
})

it('a Sync now that started something opens nothing', async () => {
  expect(await syncAnswered(granted({ started: 1 }))).toEqual([])
})
