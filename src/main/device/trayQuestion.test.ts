// Proves what is made of a session bus's answer, with a bus that says the bytes a real one does, and that no bus at all is a no. That a
// real bus takes the question is the end-to-end tests' to show.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { askForTray } from './trayQuestion'

let folder: string
let server: Server | undefined
let asked: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lull-bus-'))
  asked = ''
})

afterEach(async () => {
  await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()))
  server = undefined
  rmSync(folder, { recursive: true, force: true })
})

const [RETURN, ERROR, SIGNAL] = [2, 3, 4]
const GREETED = Buffer.from('OK 1234deadbeef\r\n')

/** With no header but `member`, which is all that is looked at. */
function message(type: number, body: Buffer, member = ''): Buffer {
  const header = Buffer.from(member.padEnd(Math.ceil(member.length / 8) * 8, '\0'))
  const start = Buffer.alloc(16)
  start.set([0x6c, type, 0, 1])
  start.writeUInt32LE(body.length, 4)
  start.writeUInt32LE(member.length, 12)
  return Buffer.concat([start, header, body])
}

const empty = Buffer.alloc(0)
const hello = message(RETURN, Buffer.from('\x04\0\0\0:1.7\0'))
const acquired = message(SIGNAL, Buffer.from('\x04\0\0\0:1.7\0'), 'NameAcquired')
const subscribed = message(RETURN, empty)
const variant = (value: number): Buffer => Buffer.from([1, 0x62, 0, 0, value, 0, 0, 0])
const begun = [GREETED, hello, acquired, subscribed]

/** A bus that says this, in these pieces, to whoever asks. Answers its environment. */
async function busSays(pieces: Buffer[], then?: (socket: Socket) => void): Promise<NodeJS.ProcessEnv> {
  const path = join(folder, 'bus')
  server = createServer((socket) => {
    // Who asked may be gone before all is said.
    socket.on('error', () => {})
    socket.once('data', (bytes) => {
      asked = bytes.toString('latin1')
      for (const piece of pieces) socket.write(piece)
      then?.(socket)
    })
  })
  await new Promise<void>((resolve) => void server?.listen(path, resolve))
  return { DBUS_SESSION_BUS_ADDRESS: `tcp:host=localhost;unix:path=${path},guid=77` }
}

const answerOf = async (env: NodeJS.ProcessEnv, platform: NodeJS.Platform = 'linux'): Promise<boolean> => {
  const { answer, end } = await askForTray(platform, env)
  const known = await answer
  end()
  return known
}

describe('whether somebody shows tray icons', () => {
  it('is what the desktop says, also when it comes in pieces', async () => {
    const all = Buffer.concat([...begun, message(RETURN, variant(1))])
    expect(await answerOf(await busSays([all.subarray(0, 40), all.subarray(40, 90), all.subarray(90)]))).toBe(true)
  })

  it('is asked in one breath: who asks, the greeting and the question, and nobody is started by it', async () => {
    await answerOf(await busSays([...begun, message(RETURN, variant(1))]))
    const [auth = '', begin = '', first = ''] = asked.split('\r\n')
    expect(auth).toMatch(/^.AUTH EXTERNAL [0-9a-f]+$/)
    expect(begin).toBe('BEGIN')
    expect([...Buffer.from(first.slice(0, 4), 'latin1')]).toEqual([0x6c, 1, 2, 1])
    expect(asked).toContain('Hello')
    expect(asked).toContain('IsStatusNotifierHostRegistered')
  })

  it.each([
    ['a desktop that shows none', [...begun, message(RETURN, variant(0))]],
    ['a bus where nobody is to show any', [...begun, message(ERROR, empty)]],
    ['a bus that lets nobody in', [Buffer.from('REJECTED EXTERNAL\r\n')]],
  ])('is a no from %s', async (_who, pieces) => {
    expect(await answerOf(await busSays(pieces))).toBe(false)
  })

  it('is a no from a bus that goes away before it answers, and where there is none', async () => {
    expect(await answerOf(await busSays(begun, (socket) => socket.end()))).toBe(false)
    expect(await answerOf({ DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(folder, 'nobody')}` })).toBe(false)
    expect(await answerOf({})).toBe(false)
  })

  it('is a yes wherever every desktop has a tray', async () => {
    expect(await answerOf({}, 'darwin')).toBe(true)
    expect(await answerOf({}, 'win32')).toBe(true)
  })
})

describe('an icon', () => {
  it('counts as taken in when the desktop says so', async () => {
    const said = message(SIGNAL, empty, 'StatusNotifierItemRegistered')
    const { answer, taken } = await askForTray('linux', await busSays([...begun, message(RETURN, variant(1)), said]))
    expect(await answer).toBe(true)
    await expect(taken).resolves.toBeUndefined()
  })

  it('is waited for no longer once nobody waits', async () => {
    const { taken, end } = await askForTray('linux', await busSays([...begun, message(RETURN, variant(1))]))
    end()
    await expect(taken).resolves.toBeUndefined()
  })
})
