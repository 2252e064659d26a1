// Proves when the app ends and when it does not (P26, S19), with a pretend Electron app.
import type { App } from 'electron'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { holdSecondStarts, watchLifecycle } from './lifecycle'

type Listener = (...args: unknown[]) => void

function open(shutDown: () => Promise<void>) {
  const listeners = new Map<string, Listener>()
  const signals = new Map<string, () => void>()
  const exits: (number | undefined)[] = []
  const starts: unknown[] = []
  const lines: string[] = []
  const note = (message: string): void => void lines.push(message)
  const quit = (): void => listeners.get('before-quit')?.({ preventDefault: () => void lines.push('prevented') })
  watchLifecycle({
    app: {
      on: (name: string, listener: Listener) => void listeners.set(name, listener),
      exit: (code?: number) => void exits.push(code),
      quit,
    } as unknown as App,
    log: { debug: note, info: note, warn: note, error: note },
    activate: () => void starts.push('activate'),
    shutDown,
    onSignal: (signal, listener) => void signals.set(signal, listener),
  })
  return { listeners, signals, exits, starts, lines, quit }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('P26: quitting', () => {
  it('waits for the orderly end, then exits, once', async () => {
    let stops = 0
    const app = open(async () => {
      stops += 1
      await new Promise((resolve) => setTimeout(resolve, 1_000))
    })
    app.quit()
    app.quit()
    await vi.advanceTimersByTimeAsync(999)
    expect(app.exits).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(app.exits).toEqual([0])
    expect(stops).toBe(1)
    expect(app.lines.filter((line) => line === 'prevented')).toHaveLength(2)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('ends within 5 s even if stopping hangs', async () => {
    const app = open(() => new Promise(() => {}))
    app.quit()
    await vi.advanceTimersByTimeAsync(4_999)
    expect(app.exits).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(app.exits).toEqual([0])
  })

  it('ends even if stopping fails, and says so', async () => {
    const app = open(() => Promise.reject(new Error('no')))
    app.quit()
    await vi.advanceTimersByTimeAsync(0)
    expect(app.exits).toEqual([0])
    expect(app.lines).toContain('stopping the app failed')
  })

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'])('is what %s asks for', async (signal) => {
    const app = open(async () => {})
    app.signals.get(signal)?.()
    await vi.advanceTimersByTimeAsync(0)
    expect(app.exits).toEqual([0])
  })
})

describe('living on', () => {
  it('goes on when the last window is closed', async () => {
    const app = open(async () => {})
    app.listeners.get('window-all-closed')?.()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(app.exits).toEqual([])
  })

  it('S19: a second start shows the first, by what its command line may ask, also one from before the first could', () => {
    const starts: unknown[] = []
    const listeners: Listener[] = []
    const second = (argv: unknown): void => listeners[0]?.({}, argv, '/')
    const held = holdSecondStarts({
      on: (_name: string, listener: Listener) => listeners.push(listener),
    } as unknown as App)
    second(['/usr/bin/lull', '--open=jobs', '--gpu-launcher=x', '/etc/passwd'])
    held.follow((args) => void starts.push(args))
    second('nonsense')
    expect(starts).toEqual([
      { hidden: false, open: 'jobs' },
      { hidden: false, open: null },
    ])
  })
})
