// Proves the three checks on every call, and its limits, with a pretend ipcMain.
import { granted } from '@shared/errors'
import { CALL_CHANNEL } from '@shared/ipc/bridge'
import { commandInputs, commandNames } from '@shared/ipc/commands'
import { eventNames } from '@shared/ipc/events'
import { callable, hearable } from '@shared/ipc/names'
import type { Logger } from '@shared/logger'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCallRate } from './callRate'
import type { Handlers } from './handlers'
import { type IpcMainPort, registerIpc } from './register'
import type { CallEvent, SenderFrame } from './trustedSender'

type Listener = Parameters<IpcMainPort['handle']>[1]

const WINDOW = 7
const topFrame: SenderFrame = {
  origin: 'app://lull',
  url: 'app://lull/index.html',
  parent: null,
  detached: false,
  isDestroyed: () => false,
}

function eventOf(frame: Partial<SenderFrame> | null = {}, sender: Partial<CallEvent['sender']> = {}): CallEvent {
  return {
    sender: { id: WINDOW, isDestroyed: () => false, ...sender },
    senderFrame: frame && { ...topFrame, ...frame },
  }
}

function open(overrides: Partial<Handlers> = {}) {
  let listener: Listener | undefined
  let now = 0
  const lines: { level: string; message: string; fields: unknown }[] = []
  const line = (level: string) => (message: string, fields?: unknown) => void lines.push({ level, message, fields })
  const log: Logger = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
  const ran: [string, unknown][] = []
  const handlers = Object.fromEntries(
    commandNames.map((name) => [
      name,
      async (input: unknown) => {
        ran.push([name, input])
        return granted('answer')
      },
    ]),
  ) as unknown as Handlers
  const stop = registerIpc({
    ipcMain: {
      handle: (channel, handler) => {
        expect(channel).toBe(CALL_CHANNEL)
        listener = handler
      },
      removeHandler: () => {
        listener = undefined
      },
    },
    handlers: { ...handlers, ...overrides },
    trust: { origins: ['app://lull'], isOurs: (id) => id === WINDOW },
    rate: createCallRate(() => now),
    log,
  })
  return {
    call: async (name: unknown, input: unknown, event = eventOf()) => listener?.(event, name, input),
    pass: (ms: number) => {
      now += ms
    },
    lines,
    ran,
    stop,
    isListening: () => listener !== undefined,
  }
}

describe('S10: a call from a page', () => {
  it('reaches its handler with its parsed input', async () => {
    const ipc = open()
    expect(await ipc.call('jobs.get', { id: 'a' })).toEqual({ ok: true, value: 'answer' })
    expect(await ipc.call('app.info', undefined)).toEqual({ ok: true, value: 'answer' })
    expect(ipc.ran).toEqual([
      ['jobs.get', { id: 'a' }],
      ['app.info', {}],
    ])
  })

  it.each([
    'nonsense',
    '',
    'toString',
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'jobs.get ',
    'JOBS.GET',
    null,
    undefined,
    1,
    ['jobs.get'],
    { name: 'jobs.get' },
  ])('F83: is refused when its name is %j', async (name) => {
    const ipc = open()
    expect(await ipc.call(name, { id: 'a' })).toMatchObject({ ok: false, refusal: { code: 'unknown_command' } })
    expect(ipc.ran).toEqual([])
  })

  it.each<[string, CallEvent]>([
    ['an iframe', eventOf({ parent: topFrame })],
    ['no frame', eventOf(null)],
    ['a frame that is gone', eventOf({ isDestroyed: () => true })],
    ['a detached frame', eventOf({ detached: true })],
    ['a window of somebody else', eventOf({}, { id: 8 })],
    ['a window that is gone', eventOf({}, { isDestroyed: () => true })],
    ['another origin', eventOf({ origin: 'https://example.com', url: 'https://example.com/' })],
    ['our origin as a prefix', eventOf({ origin: 'app://lull.example', url: 'app://lull.example/index.html' })],
    ['our origin in upper case elsewhere', eventOf({ origin: 'app://LULLX', url: 'app://LULLX/' })],
    ['about:blank that inherited our origin', eventOf({ url: 'about:blank' })],
    ['an opaque origin', eventOf({ origin: 'null', url: 'data:text/html,x' })],
    ['a file', eventOf({ origin: 'file://', url: 'file:///etc/passwd' })],
    ['a frame on its way elsewhere', eventOf({ url: 'https://example.com/' })],
    ['a frame without an address', eventOf({ url: '' })],
  ])('F86: is refused from %s', async (_title, event) => {
    const ipc = open()
    expect(await ipc.call('app.info', {}, event)).toMatchObject({ ok: false, refusal: { code: 'untrusted_sender' } })
    expect(ipc.ran).toEqual([])
  })

  it.each([
    ['a missing field', {}],
    ['a wrong type', { id: 1 }],
    ['an extra field', { id: 'a', more: true }],
    ['a list', []],
    ['text', 'a'],
    ['a date', new Date(0)],
    ['a map', new Map([['id', 'a']])],
    ['a buffer', new Uint8Array(4)],
    ['a prototype key', JSON.parse('{"id":"a","__proto__":{"admin":true}}')],
    [
      'a class instance',
      new (class Id {
        id = 'a'
      })(),
    ],
  ])('F83, F85: is refused with %s for input', async (_title, input) => {
    const ipc = open()
    expect(await ipc.call('jobs.get', input)).toMatchObject({ ok: false, refusal: { code: 'invalid_input' } })
    expect(ipc.ran).toEqual([])
  })

  it('F84: is refused by size before its schema looks at it', async () => {
    const ipc = open()
    const deep: Record<string, unknown> = {}
    let inner = deep
    for (let depth = 0; depth < 100_000; depth += 1) {
      const next: Record<string, unknown> = {}
      inner.in = next
      inner = next
    }
    const cyclic: Record<string, unknown> = {}
    cyclic.self = cyclic
    for (const input of [{ id: 'x'.repeat(300_000) }, Array.from({ length: 1_000_000 }, () => 0), deep, cyclic]) {
      expect(await ipc.call('jobs.get', input)).toMatchObject({ ok: false, refusal: { code: 'too_large' } })
    }
    expect(ipc.ran).toEqual([])
  })

  it('F87: is refused in a flood, and answered again a second later', async () => {
    const ipc = open()
    const replies = await Promise.all(Array.from({ length: 10_000 }, () => ipc.call('app.info', {})))
    expect(replies.filter((reply) => (reply as { ok: boolean }).ok)).toHaveLength(100)
    expect(replies.at(-1)).toMatchObject({ refusal: { code: 'too_many_calls' } })
    expect(ipc.lines.length).toBeLessThanOrEqual(100)
    expect(await ipc.call('summary.get', {})).toMatchObject({ ok: true })
    ipc.pass(1_000)
    expect(await ipc.call('app.info', {})).toMatchObject({ ok: true })
  })

  it('S12: tells the page nothing of an error, and the log everything, once', async () => {
    const ipc = open({
      'app.info': async () => {
        throw new Error('secret /home/someone/token')
      },
    })
    const reply = await ipc.call('app.info', {})
    expect(reply).toMatchObject({ ok: false, refusal: { code: 'internal' } })
    expect(JSON.stringify(reply)).not.toContain('secret')
    const errors = ipc.lines.filter((line) => line.level === 'error')
    expect(errors).toHaveLength(1)
    expect(JSON.stringify(errors[0])).toContain('secret')
  })

  it('is no longer taken once stopped', () => {
    const ipc = open()
    ipc.stop()
    expect(ipc.isListening()).toBe(false)
  })

  it('F83: whatever the input is, the answer is a reply and only valid input runs', async () => {
    const ipc = open()
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...commandNames), fc.anything({ maxDepth: 4 }), async (name, input) => {
        ipc.pass(1_000)
        const before = ipc.ran.length
        const reply = (await ipc.call(name, input)) as { ok: boolean }
        expect(ipc.ran.length - before).toBe(reply.ok ? 1 : 0)
        expect(reply.ok && !commandInputs[name].safeParse(input ?? {}).success).toBe(false)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('F88: a handler that never answers', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is answered for after 30 s, unless it waits for a person', async () => {
    const never = new Promise<never>(() => {})
    const ipc = open({ 'app.info': () => never, 'imports.chooseFile': () => never })
    const chosen = vi.fn<(reply: unknown) => void>()
    ipc.call('imports.chooseFile', {}).then(chosen, chosen)
    const reply = ipc.call('app.info', {})
    await vi.advanceTimersByTimeAsync(30_000)
    expect(await reply).toMatchObject({ ok: false, refusal: { code: 'timed_out' } })
    await vi.advanceTimersByTimeAsync(600_000)
    expect(chosen).not.toHaveBeenCalled()
  })

  it('leaves no timer behind when it does answer', async () => {
    const ipc = open()
    await ipc.call('app.info', {})
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('the names of the contract', () => {
  it('are the same with and without their schemas', () => {
    expect(Object.keys(callable)).toEqual(commandNames)
    expect(Object.keys(hearable)).toEqual([...eventNames])
  })
})
