// Main's end of the engine thread: starts it, and is Core and CoreInputs by messages. Decides what the thread's death means to calls
// under way (they fail); what it means to the app is the caller's onDeath.
import { Worker } from 'node:worker_threads'
import type { Core, CoreEvent, CoreInputs } from '@shared/core'
import { assertNever } from '@shared/errors'
import type { Logger } from '@shared/logger'
import {
  coreCalls,
  coreInputs,
  type EngineThreadData,
  type FromThread,
  type SetAsideNotice,
  type ToThread,
} from './protocol'

/** Thrown by `ready` and every call when core.db cannot be used. `code`: as DatabaseRefusal; `message` is for a person. */
export class EngineStartError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
    this.name = 'EngineStartError'
  }
}

export interface EngineClient extends Core, CoreInputs {
  /** Resolves once core.db is open and the engine runs; rejects with EngineStartError. Calls need not wait for it. */
  ready: Promise<void>
  /** Events in the order they were sent. Answers how to stop listening. */
  on(listener: (event: CoreEvent) => void): () => void
}

export interface ClientOptions {
  log: Logger
  /** Once, when the thread ended without being asked to. All calls have failed by then, and later ones will. */
  onDeath: (error: Error) => void
  onSetAside: (notice: SetAsideNotice) => void
}

/** How messages travel; a worker_thread in the app. */
export interface Transport {
  post(message: ToThread): void
  onMessage(listener: (message: FromThread) => void): void
  /** Once, when nothing will come any more. `error`: what ended it, null when it ended by itself. */
  onGone(listener: (error: Error | null) => void): void
  end(): Promise<unknown>
}

/** `entry`: the built engineThread.js. */
export function startEngineThread(
  options: ClientOptions & { entry: string | URL; data: EngineThreadData },
): EngineClient {
  const port = new Worker(options.entry, { workerData: options.data, name: 'engine' })
  let cause: Error | null = null
  port.on('error', (error) => {
    cause = error instanceof Error ? error : new Error(String(error))
  })
  return createEngineClient(
    {
      post: (message) => port.postMessage(message),
      onMessage: (listener) => port.on('message', listener),
      onGone: (listener) =>
        port.once('exit', (code) => listener(cause ?? (code === 0 ? null : new Error(`exit code ${code}`)))),
      end: () => port.terminate(),
    },
    options,
  )
}

interface Pending {
  resolve: (value: unknown) => void
  reject: (error: Error) => void
}

export function createEngineClient(transport: Transport, options: ClientOptions): EngineClient {
  const wire = createWire(transport, options)
  let ending: Promise<void> | null = null

  async function end(): Promise<void> {
    try {
      await wire.call('shutDown', [])
    } catch (error) {
      options.log.error('the engine thread did not end by itself', { error: String(error) })
    }
    wire.close(new Error('the engine was shut down'))
    await transport.end()
  }

  transport.onMessage((message) => receive(message, wire, options))
  transport.onGone((cause) => {
    const error = cause ?? new Error('the engine thread ended')
    const isExpected = ending !== null || wire.isClosed()
    wire.close(error)
    if (!isExpected) options.onDeath(error)
  })

  return {
    ...named<Core>(coreCalls, wire.call),
    ...named<CoreInputs>(coreInputs, wire.input),
    runner: (event) => {
      // That it has begun changes nothing for the engine, which has written it down before: half of the messages of a short job.
      if (event.type !== 'started') wire.input('runner', [event])
    },
    ready: wire.ready.promise,
    on(listener) {
      wire.listeners.add(listener)
      return () => wire.listeners.delete(listener)
    },
    shutDown() {
      ending ??= end()
      return ending
    },
  }
}

/** An object with one function for each name, which passes its name and arguments on. */
function named<T extends object>(
  names: Readonly<Record<keyof T, true>>,
  act: (name: keyof T, args: unknown[]) => unknown,
): T {
  const entries = (Object.keys(names) as (keyof T)[]).map((name) => [name, (...args: unknown[]) => act(name, args)])
  return Object.fromEntries(entries) as T
}

interface Wire {
  pending: Map<number, Pending>
  listeners: Set<(event: CoreEvent) => void>
  ready: { promise: Promise<void>; resolve: () => void }
  call: (name: keyof Core, args: unknown[]) => Promise<unknown>
  input: (name: keyof CoreInputs, args: unknown[]) => void
  /** Fails what is under way and all that comes. The first error counts. */
  close: (error: Error) => void
  isClosed: () => boolean
}

function createWire(transport: Transport, options: ClientOptions): Wire {
  const pending = new Map<number, Pending>()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // Who only makes calls hears of a failed start through them.
  promise.catch((error: unknown) => options.log.debug('the engine thread is not ready', { error: String(error) }))
  let nextId = 1
  let closed: Error | null = null

  return {
    pending,
    listeners: new Set(),
    ready: { promise, resolve },
    call(name, args) {
      if (closed !== null) return Promise.reject(closed)
      const id = nextId++
      return new Promise((resolve, reject) => {
        pending.set(id, { resolve, reject })
        transport.post({ type: 'call', id, name, args })
      })
    },
    input(name, args) {
      if (closed === null) transport.post({ type: 'input', name, args })
    },
    close(error) {
      closed ??= error
      reject(closed)
      for (const call of pending.values()) call.reject(closed)
      pending.clear()
    },
    isClosed: () => closed !== null,
  }
}

function receive(message: FromThread, wire: Wire, options: ClientOptions): void {
  switch (message.type) {
    case 'ready':
      wire.ready.resolve()
      return
    case 'failed':
      wire.close(new EngineStartError(message.code, message.message))
      return
    case 'setAside':
      options.onSetAside(message.notice)
      return
    case 'reply': {
      const call = wire.pending.get(message.id)
      wire.pending.delete(message.id)
      if (message.ok) call?.resolve(message.value)
      else call?.reject(errorOf(message.error))
      return
    }
    case 'events':
      for (const event of message.events) for (const listener of wire.listeners) listener(event)
      return
    case 'log':
      options.log[message.level](message.message, message.fields)
      return
    default:
      assertNever(message)
  }
}

function errorOf({ name, message, stack }: { name: string; message: string; stack: string | undefined }): Error {
  const error = new Error(message)
  error.name = name
  if (stack !== undefined) error.stack = stack
  return error
}
