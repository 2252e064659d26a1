// Files dropped on a window: kept under handles, from pages of ours only.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DROP_CHANNEL } from '@shared/ipc/bridge'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { registerDrops } from './drops'
import { createFileHandles } from './fileHandles'
import type { CallEvent } from './trustedSender'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lull-drops-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const page = 'app://lull'
function from(origin: string): CallEvent {
  const frame = { origin, url: `${origin}/index.html`, parent: null, detached: false, isDestroyed: () => false }
  return { sender: { id: 1, isDestroyed: () => false }, senderFrame: frame }
}

function register() {
  const files = createFileHandles(() => 0)
  let drop: (event: CallEvent, paths: unknown, nothing: unknown) => Promise<unknown> = async () => undefined
  const removed: string[] = []
  const ipcMain = {
    handle: (channel: string, listener: typeof drop) => {
      if (channel === DROP_CHANNEL) drop = listener
    },
    removeHandler: (channel: string) => void removed.push(channel),
  }
  const end = registerDrops(ipcMain, { origins: [page], isOurs: (id) => id === 1 }, files)
  return { files, drop: (paths: unknown, origin = page) => drop(from(origin), paths, undefined), end, removed }
}

it('S20 answers with a handle, a name and a size; the path stays', async () => {
  writeFileSync(join(folder, 'a.json'), '[]')
  mkdirSync(join(folder, 'b'))
  const { drop, files } = register()
  const reply = await drop([join(folder, 'a.json'), join(folder, 'b'), join(folder, 'gone'), 'a.json'])
  expect(reply).toEqual({ ok: true, value: [{ handle: expect.any(String) as string, name: 'a.json', bytes: 2 }] })
  expect(JSON.stringify(reply)).not.toContain(folder)
  const { value } = reply as { value: { handle: string }[] }
  expect(files.fileOf(value[0]?.handle ?? '')?.path).toBe(join(folder, 'a.json'))
})

it('S10 refuses another sender, and what are no paths', async () => {
  const { drop, end, removed } = register()
  expect(await drop([join(folder, 'a')], 'https://example.org')).toMatchObject({
    refusal: { code: 'untrusted_sender' },
  })
  for (const wrong of ['/a', [], [1], [''], Array.from({ length: 101 }, () => '/a')])
    expect(await drop(wrong)).toMatchObject({ refusal: { code: 'invalid_input' } })
  end()
  expect(removed).toEqual([DROP_CHANNEL])
})
