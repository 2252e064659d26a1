// A crash of main, the environment that is let in, and who may look into the app's folders.

import { EventEmitter } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Logger } from '@shared/logger'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { installCrashGuard } from './crashGuard'
import { scrubEnvironment, workerEnvironment } from './environment'
import { appPaths, makeDirectories } from './paths'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'guard-'))
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(dir, { recursive: true })
})

describe('a crash of main', () => {
  interface Options {
    now?: () => number
    close?: () => Promise<void>
    markFile?: string
    isEnding?: () => boolean
  }
  function guard(options: Options = {}) {
    const events = new EventEmitter()
    const done: string[] = []
    const log: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: (message) => done.push(message) }
    installCrashGuard({
      events,
      log,
      markFile: options.markFile ?? join(dir, 'crash'),
      now: options.now ?? Date.now,
      close: options.close ?? (async () => void done.push('closed')),
      relaunch: () => done.push('relaunched'),
      tell: (problem) => done.push(`told: ${problem}`),
      exit: (code) => done.push(`exit ${code}`),
      isEnding: options.isEnding ?? (() => false),
    })
    return { events, done }
  }

  it('F17 is logged, closed and started again the first time; told the second time', async () => {
    const first = guard()
    first.events.emit('uncaughtException', new Error('boom'))
    await expect.poll(() => first.done).toEqual(['main failed', 'closed', 'relaunched', 'exit 1'])
    const second = guard()
    second.events.emit('unhandledRejection', 'no reason')
    await expect.poll(() => second.done).toEqual(['main failed', 'closed', 'told: no reason', 'exit 1'])
  })

  it('F17 is a first one again after five quiet minutes, and after a clock set back', async () => {
    guard({ now: () => 1_000_000 }).events.emit('uncaughtException', new Error('a'))
    await expect.poll(() => statSync(join(dir, 'crash')).size).toBeGreaterThan(0)
    const later = guard({ now: () => 1_000_000 + 300_000 })
    later.events.emit('uncaughtException', new Error('b'))
    await expect.poll(() => later.done).toContain('relaunched')
    const earlier = guard({ now: () => 5_000 })
    earlier.events.emit('uncaughtException', new Error('c'))
    await expect.poll(() => earlier.done).toContain('relaunched')
  })

  it('P26 a quit is not turned into another start by what it cuts short', () => {
    const ending = guard({ isEnding: () => true })
    ending.events.emit('unhandledRejection', new Error('the engine was shut down'))
    expect(ending.done).toEqual(['main failed'])
  })

  it('F17 ends once, though closing fails with the same error', async () => {
    const crashed = guard({ close: () => Promise.reject(new Error('closing too')) })
    crashed.events.emit('uncaughtException', new Error('boom'))
    crashed.events.emit('uncaughtException', new Error('again'))
    await expect.poll(() => crashed.done).toContain('exit 1')
    expect(crashed.done.filter((step) => step === 'relaunched')).toHaveLength(1)
  })

  it('F17 does not wait for ever for what will not close', async () => {
    vi.useFakeTimers()
    const stuck = guard({ close: () => new Promise(() => {}) })
    stuck.events.emit('uncaughtException', new Error('boom'))
    await vi.advanceTimersByTimeAsync(3_000)
    expect(stuck.done).toContain('exit 1')
  })

  it('F17 does not start again when it cannot remember having done so', async () => {
    const crashed = guard({ markFile: join(dir, 'no', 'such', 'folder') })
    crashed.events.emit('uncaughtException', new Error('boom'))
    await expect.poll(() => crashed.done).toContain('told: boom')
  })
})

describe('the environment', () => {
  it('S16 loses what weakens TLS, loads code or writes keys', () => {
    const env = {
      NODE_OPTIONS: '--require x',
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
      SslKeyLogFile: '/tmp/k',
      PATH: '/bin',
    }
    const found = scrubEnvironment(env)
    expect(found.toSorted()).toEqual(['NODE_OPTIONS', 'NODE_TLS_REJECT_UNAUTHORIZED', 'SslKeyLogFile'])
    expect(env).toEqual({ PATH: '/bin' })
  })

  it('S16 gives a worker the listed names and nothing else', () => {
    const env = {
      HOME: '/home/me',
      TZ: 'Asia/Seoul',
      API_TOKEN: 'secret',
      LD_PRELOAD: 'x',
      https_proxy: 'p',
      LANG: undefined,
    }
    expect(workerEnvironment(env)).toEqual({ HOME: '/home/me', TZ: 'Asia/Seoul' })
  })
})

describe('the folders of the app', () => {
  it('S46 are closed to others, also those that were open', () => {
    const userData = join(dir, 'Lull')
    const paths = appPaths(userData)
    mkdirSync(paths.secrets, { recursive: true, mode: 0o755 })
    makeDirectories(userData, paths)
    const modes = [userData, paths.preferences, paths.secrets, paths.logs, paths.spool, paths.temp, paths.sample].map(
      (path) => statSync(path).mode & 0o777,
    )
    expect(new Set(modes)).toEqual(new Set([0o700]))
    writeFileSync(paths.core, '')
    expect(Object.values({ ...paths }).every((path) => path.startsWith(`${userData}/`))).toBe(true)
  })
})
