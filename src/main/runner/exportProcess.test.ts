// A table on its way to a file: how far, how it ends, and that Stop leaves nothing half-written.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ToExporter } from '@shared/exports'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Child, Fork } from './child'
import { createExports } from './exportProcess'
import { silentLog } from './fakeFork'

interface Fake {
  say: (message: unknown) => void
  exit: () => void
  received: ToExporter[]
  killed: number
}

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lull-exports-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

function open() {
  const children: Fake[] = []
  const silences: (() => void)[] = []
  const fork: Fork = () => {
    const fake: Fake = { say: () => {}, exit: () => {}, received: [], killed: 0 }
    children.push(fake)
    const child: Child = {
      post: (message) => void fake.received.push(message as ToExporter),
      kill: () => void (fake.killed += 1),
      pid: () => 1,
      onMessage: (listener) => void (fake.say = listener),
      onOutput: () => {},
      onExit: (listener) => void (fake.exit = () => listener('gone')),
    }
    return child
  }
  const after = (_delayMs: number, fn: () => void) => {
    silences.push(fn)
    return () => {}
  }
  const exports = createExports({ fork, library: '/l', imports: '/i', log: silentLog, after })
  const start = () => {
    const begun = exports.start({ file: 'imports', table: 't', format: 'csv' }, join(folder, 'a.csv'))
    if (!begun.ok) throw new Error(begun.refusal.code)
    const child = children.at(-1)
    if (!child) throw new Error('no process')
    writeFileSync(child.received[0]?.partial ?? '', 'half')
    return { id: begun.value.id, child, partial: child.received[0]?.partial ?? '' }
  }
  const state = (id: string) => {
    const reply = exports.state(id)
    return reply.ok ? reply.value : reply.refusal
  }
  return { exports, start, state, silences }
}

it('tells how far it is and where it is only when it is whole', () => {
  const { exports, start, state } = open()
  const { id, child } = start()
  expect(child.received[0]).toMatchObject({ call: 'export', library: '/i', table: 't', path: join(folder, 'a.csv') })
  child.say({ state: 'running', rows: 5 })
  expect([state(id), exports.writtenPath(id)]).toEqual([{ state: 'running', name: 'a.csv', rows: 5, code: null }, null])
  child.say({ state: 'done', rows: 9 })
  expect([state(id), exports.writtenPath(id)]).toMatchObject([{ state: 'done', rows: 9 }, join(folder, 'a.csv')])
  expect(child.killed).toBe(1)
})

it('is one at a time', () => {
  const { exports, start } = open()
  const { id } = start()
  const again = () => exports.start({ file: 'library', table: 't', format: 'json' }, join(folder, 'b.json'))
  expect(again()).toMatchObject({ ok: false, refusal: { code: 'export_running' } })
  exports.cancel(id)
  expect(again().ok).toBe(true)
})

it.each(['cancel', 'stop', 'exit', 'failure', 'silence'] as const)('leaves nothing half-written after %s', (how) => {
  const { exports, start, state, silences } = open()
  const { id, child, partial } = start()
  expect(existsSync(partial)).toBe(true)
  if (how === 'cancel') exports.cancel(id)
  if (how === 'stop') exports.stop()
  if (how === 'exit') child.exit()
  if (how === 'failure') child.say({ state: 'failed', code: 'disk_full', message: 'full' })
  if (how === 'silence') silences.at(-1)?.()
  expect([existsSync(partial), child.killed, exports.writtenPath(id)]).toEqual([false, 1, null])
  const ends = { cancel: 'cancelled', stop: 'cancelled', exit: 'failed', failure: 'failed', silence: 'failed' } as const
  expect(state(id)).toMatchObject({ state: ends[how] })
  child.say({ state: 'done', rows: 9 })
  expect(exports.writtenPath(id)).toBeNull()
})

it('knows nothing of an id it never gave', () => {
  expect(open().state('x')).toMatchObject({ code: 'export_gone' })
})
