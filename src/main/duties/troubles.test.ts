// What goes wrong with the app itself is told until it is over or answered, and a click does what it says.
import { granted } from '@shared/errors'
import type { NoticeName } from '@shared/notices'
import { beforeEach, describe, expect, it } from 'vitest'
import { createNoticeBoard } from './noticeBoard'
import { createTroubles, type SetAsideCopies, type TroublesPorts } from './troubles'

const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent }
const NOW = 1_750_000_000_000

let flags: Map<string, string>
let copies: SetAsideCopies | null
let did: string[]
beforeEach(() => {
  flags = new Map()
  copies = null
  did = []
})

function open(parts: Partial<TroublesPorts> = {}) {
  const board = createNoticeBoard()
  const troubles = createTroubles({
    board,
    core: {
      flag: async (name) => flags.get(name),
      setFlag: async (name, value) => void flags.set(name, value),
      sources: async () => [{ id: 'here', enabled: true }] as never,
      destinations: async () => [{ id: 'there' }] as never,
    },
    copies: {
      find: async () => copies,
      remove: async (ageMs) => {
        did.push(`remove ${ageMs}`)
        if (ageMs === 0 || (copies && NOW - copies.newestAt >= ageMs)) copies = null
      },
    },
    tables: async () =>
      granted([
        { file: 'library', table: 'mine', sourceId: 'here' },
        { file: 'library', table: 'lost', sourceId: 'gone' },
        { file: 'imports', table: 'photos', sourceId: null },
      ] as never),
    cleanNow: async () => void did.push('clean'),
    keepTokensOf: async (ids) => void did.push(`tokens ${ids.join()}`),
    preferences: { replaced: () => [], damaged: () => null, change: () => ({}) as never },
    importsPath: '/data/imports.db',
    hands: {
      restore: (backup) => void did.push(`restore ${backup}`),
      syncAll: async () => granted({}),
      openPreferences: () => void did.push('preferences'),
      showFile: (path) => void did.push(`show ${path}`),
    },
    now: () => NOW,
    log: silent,
    ...parts,
  })
  const codes = (): NoticeName[] => board.all().map(({ name }) => name)
  return { board, troubles, codes }
}

describe('P6 core.db that was lost', () => {
  const backup = { path: '/b/core.db', at: NOW - 1_000 }

  it('is told over restarts until the user has answered; its backup is put back by a click', async () => {
    const first = open()
    first.troubles.coreReplaced(backup)
    await first.troubles.begin()
    const again = open()
    await again.troubles.begin()
    expect(again.board.all()).toEqual(first.board.all())
    expect(again.board.all()).toMatchObject([
      { name: 'core_replaced', level: 'attention', data: { backupAt: backup.at } },
    ])
    expect(await again.troubles.act('core_replaced', 'restore')).toMatchObject({ ok: true })
    expect(did).toContain('restore /b/core.db')
  })

  it('leaves the rows of its sources nobody else’s, and its tokens until the user goes on without the backup', async () => {
    const { troubles, codes } = open()
    troubles.coreReplaced(backup)
    await troubles.begin()
    expect(flags.get('keptTables')).toBe('["lost"]')
    expect(did.filter((one) => one.startsWith('tokens'))).toEqual([])
    await troubles.act('core_replaced', 'dismiss')
    expect(did).toContain('tokens here,there')
    expect(codes()).toEqual([])
    const again = open()
    await again.troubles.begin()
    expect(again.codes()).toEqual([])
  })

  it('without a backup offers none', async () => {
    const { troubles, board } = open()
    troubles.coreReplaced(null)
    expect(board.get('core_lost')?.acts).toEqual(['dismiss'])
    expect(await troubles.act('core_lost', 'restore')).toMatchObject({ ok: false, refusal: { code: 'notice_gone' } })
  })

  it('never happened: tokens of sources that are gone go at the start', async () => {
    await open().troubles.begin()
    expect(did).toContain('tokens here,there')
  })
})

describe('P5 a damaged local copy', () => {
  it('is told when it is met, then that it was set aside, how large it is, and where', async () => {
    const { troubles, board, codes } = open()
    troubles.readDamage('library')
    expect(codes()).toEqual(['library_damaged'])
    await troubles.runEnded()
    expect(codes()).toEqual(['library_damaged'])
    copies = { newestAt: NOW + 5, newestPath: '/data/library.db.damaged-1', bytes: 4_096 }
    await troubles.runEnded()
    expect(codes()).toEqual(['library_set_aside'])
    expect(board.all()[0]).toMatchObject({ level: 'attention', data: { bytes: 4_096 } })
    await troubles.act('library_set_aside', 'show')
    expect(did).toContain('show /data/library.db.damaged-1')
  })

  it('is set aside by the clean-up where no sync would: at once, and by the click', async () => {
    const core = {
      flag: async () => undefined,
      setFlag: async () => undefined,
      sources: async () => [{ id: 'off', enabled: false }] as never,
      destinations: async () => [],
    }
    const { troubles } = open({ core })
    troubles.readDamage('library')
    await expect.poll(() => did).toEqual(['clean'])
    troubles.readDamage('library')
    await troubles.act('library_damaged', 'sync')
    expect(did).toEqual(['clean', 'clean'])
    const { troubles: synced } = open()
    synced.readDamage('library')
    await synced.act('library_damaged', 'sync')
    expect(did).toHaveLength(2)
  })

  it('that the user keeps is only listed, until there is a newer one; deleted, it is gone', async () => {
    copies = { newestAt: NOW, newestPath: '/data/a', bytes: 1 }
    const { troubles, board, codes } = open()
    await troubles.begin()
    await troubles.act('library_set_aside', 'dismiss')
    expect(board.get('library_set_aside')?.level).toBe('note')
    copies = { newestAt: NOW + 1, newestPath: '/data/b', bytes: 2 }
    await troubles.runEnded()
    expect(board.get('library_set_aside')?.level).toBe('attention')
    await troubles.act('library_set_aside', 'delete')
    expect(codes()).toEqual([])
  })

  it('goes by itself after 30 days', async () => {
    copies = { newestAt: NOW - 30 * 86_400_000, newestPath: '/data/a', bytes: 1 }
    const { troubles, codes } = open()
    await troubles.begin()
    expect(codes()).toEqual([])
  })

  it('of imported tables is left as it is, and shown', async () => {
    const { troubles } = open()
    troubles.readDamage('imports')
    await troubles.act('imports_damaged', 'show')
    expect(did).toContain('show /data/imports.db')
  })
})

describe('what keeps everything from working', () => {
  it('P20 workers that keep dying are a problem until one attempt ends well', () => {
    const { troubles, board, codes } = open()
    troubles.workers({ state: 'crashLoop', retryAt: NOW + 60_000 })
    expect(board.all()).toMatchObject([{ name: 'workers_crashing', level: 'problem', data: { retryAt: NOW + 60_000 } }])
    troubles.workers({ state: 'ok' })
    expect(codes()).toEqual([])
  })

  it('P3 a disk that takes nothing is a problem until it takes again', () => {
    const { troubles, codes } = open()
    troubles.disk('full')
    expect(codes()).toEqual(['disk_full'])
    troubles.disk('read_only')
    expect(codes()).toEqual(['disk_read_only'])
    troubles.disk('takes')
    expect(codes()).toEqual([])
  })
})

describe('settings that could not be read', () => {
  it('are told, and end with the defaults as the user’s own choice', async () => {
    let replaced = ['theme']
    const changes: unknown[] = []
    const { troubles, board, codes } = open({
      preferences: {
        replaced: () => replaced,
        damaged: () => null,
        change: (change) => {
          changes.push(change)
          replaced = []
          return {} as never
        },
      },
    })
    expect(board.get('settings_replaced')?.data).toEqual({ count: 1 })
    await troubles.act('settings_replaced', 'settings')
    expect(did).toEqual(['preferences'])
    await troubles.act('settings_replaced', 'dismiss')
    expect(changes).toEqual([{ theme: 'system' }])
    expect(codes()).toEqual([])
  })

  it.each(['restored', 'lost'] as const)('as a whole file are told as such: %s', async (damaged) => {
    const { troubles, codes } = open({
      preferences: { replaced: () => [], damaged: () => damaged, change: () => ({}) as never },
    })
    expect(codes()).toEqual([`settings_${damaged}`])
    await troubles.act(`settings_${damaged}`, 'dismiss')
    expect(codes()).toEqual([])
  })
})

describe('the board', () => {
  it('has the worst first, and tells of changes only', () => {
    const { troubles, board, codes } = open()
    let told = 0
    board.onChange(() => {
      told += 1
    })
    troubles.readDamage('imports')
    troubles.disk('full')
    troubles.disk('full')
    expect(codes()).toEqual(['disk_full', 'imports_damaged'])
    expect(told).toBe(2)
  })
})
